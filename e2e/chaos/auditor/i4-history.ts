import type { Change } from '../world/history';
import {
  FINAL_JOB,
  groupBy,
  taskHistories,
  type EventRow,
  type Evidence,
  type Finding,
  type Invariant,
} from './evidence';

/** From the design's words on the task machine, written anew here: the auditor shares no code with what it audits. */
const TASK_EDGES: Record<string, readonly string[]> = {
  waiting: ['ready', 'cancelled'],
  ready: ['sending', 'running', 'retrying', 'succeeded', 'failed', 'cancelled'],
  sending: ['dispatched', 'ready', 'running', 'retrying', 'succeeded', 'failed', 'cancelled'],
  dispatched: ['running', 'ready', 'retrying', 'succeeded', 'failed', 'cancelled'],
  running: ['dispatched', 'ready', 'retrying', 'succeeded', 'failed', 'cancelled'],
  retrying: ['running', 'ready', 'dispatched', 'succeeded', 'failed', 'cancelled'],
};
const JOB_EDGES: Record<string, readonly string[]> = {
  queued: ['processing', 'failed', 'cancelled'],
  processing: ['retrying', 'completed', 'failed', 'cancelled'],
  retrying: ['processing', 'completed', 'failed', 'cancelled'],
};

function check(evidence: Evidence): Finding {
  const { history, events, refusals } = evidence;
  const breaches = refusals.map((refusal) => `the database refused: ${refusal}`);
  for (const change of history) breaches.push(...illegal(change));
  for (const changes of taskHistories(evidence).values()) breaches.push(...counters(changes));
  for (const [job, told] of groupBy(events, (event) => event.job_id)) breaches.push(...gaps(job, told));
  breaches.push(...unannounced(evidence), ...untold(evidence));
  return { what: 'changes and events', checked: history.length + events.length, breaches };
}

function illegal({ kind, was, now, name, entity, job }: Change): string[] {
  if (kind === 'event' || was === null || now === null || was === now) return [];
  const edges = kind === 'task' ? TASK_EDGES : JOB_EDGES;
  if (edges[was]?.includes(now)) return [];
  return [`${kind} ${entity} ${name} of ${job} went from ${was} to ${now}`];
}

/** Tickets and crashes only rise, attempts too; a ticket rises only when the task is claimed. */
function counters(changes: readonly Change[]): string[] {
  return changes.slice(1).flatMap((change, index) => {
    const before = changes[index]!;
    const what = `task ${change.entity} ${change.name}`;
    const problems: string[] = [];
    if (change.was !== before.now)
      problems.push(`${what}: a change from ${change.was} follows one to ${before.now}`);
    if (change.ticket < before.ticket)
      problems.push(`${what}: ticket fell from ${before.ticket} to ${change.ticket}`);
    if (change.attempt < before.attempt)
      problems.push(`${what}: attempt fell from ${before.attempt} to ${change.attempt}`);
    if (change.ticket > before.ticket && change.now !== 'sending')
      problems.push(`${what}: ticket rose as it became ${change.now}`);
    return problems;
  });
}

function gaps(job: string, told: readonly EventRow[]): string[] {
  const sequences = told.map(({ sequence }) => sequence).sort((a, b) => a - b);
  const problems = sequences.some((sequence, index) => sequence !== index + 1)
    ? [`job ${job}: its events are numbered ${sequences.join(', ')}`]
    : [];
  const last = told.reduce((a, b) => (b.sequence > a.sequence ? b : a));
  const ends = told.filter(({ data }) => FINAL_JOB.includes(data.status ?? ''));
  if (ends.some((end) => end !== last)) problems.push(`job ${job}: an event follows that of its end`);
  return problems;
}

/** How much later the auditor may hear a word than the orchestrator writes what follows from it. */
const HEARD_LATE_MS = 1_000;

/** Who runs a task, and by which ticket it failed, must have been said before by a worker of just this ticket. */
function unannounced(evidence: Evidence): string[] {
  const answer = (type: string, ...of: (string | number)[]): string => [type, ...of].join(' ');
  const saidAt = new Map<string, number>();
  const hasSaid = (what: string, { at }: Change): boolean =>
    (saidAt.get(what) ?? Infinity) <= at.getTime() + HEARD_LATE_MS;
  for (const { exchange, body, at } of evidence.tapped) {
    if (exchange !== 'reelmill.answers' || body?.task === undefined) continue;
    const { type, task, ticket, boot } = body as Record<'type' | 'task' | 'boot', string> & {
      ticket: number;
    };
    for (const what of [answer(type, task, ticket, boot), answer(type, task, ticket)])
      saidAt.set(what, Math.min(at, saidAt.get(what) ?? Infinity));
  }
  return evidence.history.flatMap((change) => {
    const { kind, entity, name, ticket, boot, was, now } = change;
    if (kind !== 'task' || was === null) return [];
    if (now === 'running' && !hasSaid(answer('task.started', entity, ticket, String(boot)), change))
      return [`task ${entity} ${name} runs on ${boot} by ticket ${ticket}, which that worker had not begun`];
    if (now === 'retrying' && was !== now && !hasSaid(answer('task.retrying', entity, ticket), change))
      return [`task ${entity} ${name} is retried by ticket ${ticket}, of which no worker had said so`];
    return [];
  });
}

/** Each event was on the wire once it is noted as published, and those of a job came in their order. */
function untold({ events, tapped }: Evidence): string[] {
  const heard = new Map<string, number[]>();
  for (const { exchange, body, duplicate } of tapped) {
    if (exchange !== 'reelmill.events' || duplicate) continue;
    const numbers = heard.get(String(body?.subject)) ?? [];
    const number = Number(body?.sequence);
    if (!numbers.includes(number)) heard.set(String(body?.subject), [...numbers, number]);
  }
  const problems = events.flatMap(({ job_id, sequence, type, published_at }) => {
    const what = `event ${sequence} (${type}) of job ${job_id}`;
    if (published_at === null) return [`${what} was not published`];
    return heard.get(job_id)?.includes(sequence) ? [] : [`${what} is noted as published and was on no wire`];
  });
  for (const [job, numbers] of heard)
    if (numbers.some((number, index) => index > 0 && number < numbers[index - 1]!))
      problems.push(`job ${job}: its events were published as ${numbers.join(', ')}`);
  return problems;
}

export const legalHistory: Invariant = { id: 'I4', title: 'history is legal and gap-free', check };
