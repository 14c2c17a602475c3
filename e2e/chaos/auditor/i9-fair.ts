import { taskHistories, type Evidence, type Finding, type Invariant } from './evidence';

/** Without faults; time under faults is taken off. */
const LONGEST_WAIT_MS = 45_000;

/** How long tasks were ready before they were claimed, by owner. */
function check(evidence: Evidence): Finding {
  const { jobs, faults } = evidence;
  const ownerOf = new Map(jobs.map(({ id, owner }) => [id, owner]));
  const owners = new Set(ownerOf.values());
  const breaches = owners.size < 2 ? [`only ${owners.size} owner had jobs`] : [];
  let checked = 0;
  for (const changes of taskHistories(evidence).values()) {
    for (const [index, change] of changes.entries()) {
      const before = changes[index - 1];
      if (change.now !== 'sending' || before?.now !== 'ready') continue;
      checked += 1;
      const [from, to] = [before.at.getTime(), change.at.getTime()];
      const waited = to - from - faults.reduce((sum, fault) => sum + overlap(fault, { from, to }), 0);
      if (waited > LONGEST_WAIT_MS)
        breaches.push(`task ${change.entity} of ${ownerOf.get(change.job)} waited ${waited} ms`);
    }
  }
  return { what: `claims of ${owners.size} owners`, checked, breaches };
}

interface Time {
  from: number;
  to: number;
}
const overlap = (a: Time, b: Time): number => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));

export const fair: Invariant = { id: 'I9', title: 'owners and priorities wait within bounds', check };
