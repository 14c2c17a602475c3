import { FLOODER } from '../load/schedule';
import type { Change } from '../world/history';
import { groupBy, taskHistories, type Evidence, type Finding, type Invariant } from './evidence';

/** Without faults; time under faults is taken off. */
const LONGEST_WAIT_MS = 45_000;
/**
 * Claims of the flood that may go before a task of another owner: the window of its pool (twice the three slots of its two
 * workers) twice, for what was out already and for what is claimed by turns.
 */
const MOST_OVERTAKING = 24;

const OUT = new Set(['sending', 'dispatched', 'running', 'retrying']);

interface Claim {
  readySince: Change;
  claimed: Change;
  owner: string;
}

/** How long tasks were ready before they were claimed, and how much of the flood went before those of other owners. */
function check(evidence: Evidence): Finding {
  const { faults } = evidence;
  const claims = claimsOf(evidence);
  const owners = new Set(claims.map(({ owner }) => owner));
  const breaches = owners.size < 2 ? [`only ${owners.size} owner had tasks claimed`] : [];
  for (const { readySince, claimed, owner } of claims) {
    const [from, to] = [readySince.at.getTime(), claimed.at.getTime()];
    const waited = to - from - faults.reduce((sum, fault) => sum + overlap(fault, { from, to }), 0);
    if (waited > LONGEST_WAIT_MS) breaches.push(`task ${claimed.entity} of ${owner} waited ${waited} ms`);
  }
  const beside = besideFlood(evidence, claims);
  breaches.push(
    ...beside
      .filter(({ overtaken }) => overtaken > MOST_OVERTAKING)
      .map(({ task, overtaken }) => `task ${task}: ${overtaken} of the flood went before it`),
  );
  const what = `claims of ${owners.size} owners, ${beside.length} beside a flood`;
  return { what, checked: claims.length, breaches };
}

/** Of each task's tickets, in the order of their claims. */
function claimsOf(evidence: Evidence): Claim[] {
  const ownerOf = new Map(evidence.jobs.map(({ id, owner }) => [id, owner]));
  return [...taskHistories(evidence).values()]
    .flatMap((changes) =>
      changes.flatMap((claimed, index): Claim[] => {
        const readySince = changes[index - 1];
        if (claimed.now !== 'sending' || readySince?.now !== 'ready') return [];
        return [{ readySince, claimed, owner: ownerOf.get(claimed.job) ?? '' }];
      }),
    )
    .sort((a, b) => Number(a.claimed.id) - Number(b.claimed.id));
}

/**
 * For tasks of the flood's queue that were ready while it waited: how much of it was claimed before them. What was claimed
 * while their own job had another task out is no overtaking: a job holds a share of the slots, here one of that queue.
 */
function besideFlood(evidence: Evidence, claims: readonly Claim[]): { task: string; overtaken: number }[] {
  const queueOf = new Map(evidence.tasks.map(({ id, queue }) => [id, queue]));
  const flooder = `owner-${String(FLOODER).padStart(2, '0')}`;
  const ofOwner = groupBy(
    claims.filter(({ claimed }) => claimed.ticket === 1),
    ({ owner }) => (owner === flooder ? 'flood' : 'others'),
  );
  const flood = ofOwner.get('flood') ?? [];
  const floodQueue = queueOf.get(flood[0]?.claimed.entity ?? '');
  const last = Number(flood.at(-1)?.claimed.id ?? 0);
  const out = groupBy(timesOut(evidence, floodQueue), ({ job }) => job);
  return (ofOwner.get('others') ?? [])
    .filter(({ readySince, claimed }) => {
      const since = Number(readySince.id);
      return (
        queueOf.get(claimed.entity) === floodQueue && since > Number(flood[0]?.readySince.id) && since < last
      );
    })
    .map(({ readySince, claimed }) => ({
      task: claimed.entity,
      overtaken: flood.filter(
        (each) =>
          isWithin(each.claimed, { from: Number(readySince.id), to: Number(claimed.id) }) &&
          !out.get(claimed.job)?.some((time) => isWithin(each.claimed, time)),
      ).length,
    }));
}

/** When tasks of that queue were out: from their claim until they ended or were ready again, in numbers of changes. */
function timesOut(evidence: Evidence, queue: string | undefined): (Time & { job: string })[] {
  const ofQueue = new Set(evidence.tasks.filter((task) => task.queue === queue).map(({ id }) => id));
  return [...taskHistories(evidence).values()]
    .filter(([first]) => ofQueue.has(first!.entity))
    .flatMap((changes) =>
      changes.flatMap((claimed, index) => {
        if (claimed.now !== 'sending') return [];
        const end = changes.slice(index).find(({ now }) => now === null || !OUT.has(now));
        return [{ job: claimed.job, from: Number(claimed.id), to: end ? Number(end.id) : Infinity }];
      }),
    );
}

interface Time {
  from: number;
  to: number;
}
const isWithin = ({ id }: Change, { from, to }: Time): boolean => Number(id) > from && Number(id) < to;
const overlap = (a: Time, b: Time): number => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));

export const fair: Invariant = { id: 'I9', title: 'owners and priorities wait within bounds', check };
