import type { Evidence, Finding, Invariant } from './evidence';

/** The clock of Node is cut to milliseconds. */
const CLOCK_MS = 2;

/** Each ticket and each event on the wire was committed when it was first heard. */
function check({ tapped, history }: Evidence): Finding {
  const claimed = new Map<string, number>();
  const written = new Map<string, number>();
  for (const { kind, entity, ticket, now, committed } of history) {
    if (kind === 'task' && now === 'sending') claimed.set(`${entity} ${ticket}`, committed.getTime());
    if (kind === 'event') written.set(`${entity} ${ticket}`, committed.getTime());
  }
  const breaches: string[] = [];
  let checked = 0;
  for (const { exchange, body, at, duplicate } of tapped) {
    if (duplicate || body === undefined) continue;
    if (exchange === 'reelmill.tasks') {
      checked += 1;
      const name = `${String(body.task)} ${String(body.ticket)}`;
      breaches.push(...early(`ticket ${name}`, claimed.get(name), at));
    } else if (exchange === 'reelmill.events') {
      const [sequence] = /\d+$/.exec(String(body.id)) ?? [];
      const job = /[0-9a-f-]{36}/.exec(`${String(body.subject)} ${String(body.id)}`)?.[0];
      checked += 1;
      breaches.push(...early(`event ${job} ${sequence}`, written.get(`${job} ${sequence}`), at));
    }
  }
  return { what: 'tickets and events on the wire', checked, breaches };
}

function early(what: string, committedAt: number | undefined, at: number): string[] {
  if (committedAt === undefined) return [`${what} was published and never committed`];
  return committedAt > at + CLOCK_MS
    ? [`${what} was published ${committedAt - at} ms before its commit`]
    : [];
}

export const commitFirst: Invariant = { id: 'I6', title: 'nothing is published before its commit', check };
