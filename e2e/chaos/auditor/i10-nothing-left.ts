import type { Evidence, Finding, Invariant } from './evidence';

/** Letters for people to look at, and what the auditor itself reads. */
const mayHold = (queue: string): boolean => queue.endsWith('.dead') || queue.startsWith('chaos.');

function check({ queuesAtRest, queuesAtEnd, orphans, leftovers, stopped, ownEnds }: Evidence): Finding {
  const breaches = [
    ...queuesAtRest
      .filter(({ name, unacked }) => !name.startsWith('chaos.') && unacked > 0)
      .map(({ name, unacked }) => `${name} has ${unacked} unacked messages at rest`),
    ...queuesAtEnd
      .filter(({ name, ready }) => !mayHold(name) && isWork(name) && ready > 0)
      .map(({ name, ready }) => `${name} has ${ready} messages after the drain`),
    ...orphans.map((process) => `process ${process} outlived its service`),
    ...leftovers.map((path) => `${path} was left behind`),
    ...ownEnds,
  ];
  const what = `queues, ${stopped.length} stopped services`;
  return { what, checked: queuesAtRest.length, breaches };
}

/** Beats and answers to a stopping worker's last words may be there; tickets may not. */
const isWork = (queue: string): boolean => queue.includes('.tasks') || queue.startsWith('reelmill.retry');

export const nothingLeft: Invariant = {
  id: 'I10',
  title: 'no service ends by itself; no process, folder or unacked message is left after a drain',
  check,
};
