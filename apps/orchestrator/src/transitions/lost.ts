import type { EntityManager } from 'typeorm';
import { lockJobs } from '../job-records/lock-jobs';
import { rows } from '../job-records/rows';
import type { Route } from './claim';
import { refreshJobs } from './refresh-jobs';

/** A ticket of which nothing was heard for this long is lost, whatever its queue holds. */
export const LOST_MINUTES = 10;

const DRAINED = `(SELECT drained_at FROM fences WHERE name = 'answers')`;

/**
 * retrying → ready, when the delay that the other side asked for is over and no ladder brings the ticket back. Index
 * `tasks_to_dispatch`: 0.02 ms at 20,000 open tasks.
 */
export async function issueDue(manager: EntityManager): Promise<void> {
  await reissue(manager, `state = 'retrying' AND held AND due_at <= now()`);
}

/**
 * dispatched | retrying → ready, for tasks of a queue that was seen empty since before their ticket must have been in
 * it, all answers drained since: the ticket is lost. A retry must have been back from the ladder for 10 s.
 * Index `tasks_issued`, 0.02 ms at 20,000 open tasks: no more than the window is read.
 */
export async function reissueLost(
  manager: EntityManager,
  { queue, build }: Route,
  emptySince: Date,
): Promise<void> {
  await reissue(
    manager,
    `queue = $1 AND (build = $2 OR ($2::text IS NULL AND build IS NULL)) AND $3 < ${DRAINED}
       AND ((state = 'dispatched' AND dispatched_at < $3)
         OR (state = 'retrying' AND NOT held AND due_at < $3::timestamptz - interval '10 seconds'))`,
    [queue, build, emptySince],
  );
}

/** dispatched | retrying → ready, for tickets that are older than {@link LOST_MINUTES}. As above. */
export async function reissueOld(manager: EntityManager): Promise<void> {
  await reissue(
    manager,
    `state IN ('dispatched', 'retrying') AND NOT held
       AND coalesce(due_at, dispatched_at) < ${DRAINED} - interval '${LOST_MINUTES} minutes'`,
  );
}

/** Jobs are locked before tasks, as everywhere; their `retrying` ends with that of their tasks. */
async function reissue(
  manager: EntityManager,
  which: string,
  parameters: readonly unknown[] = [],
): Promise<void> {
  const found = await rows<{ id: string }>(
    manager,
    `SELECT DISTINCT job_id AS id FROM tasks WHERE ${which}`,
    parameters,
  );
  if (found.length === 0) return;
  const jobIds = found.map(({ id }) => id);
  await lockJobs(manager, jobIds);
  await manager.query(
    `UPDATE tasks SET state = 'ready', due_at = NULL, held = false, boot_id = NULL
     WHERE job_id = ANY ($${parameters.length + 1}) AND ${which}`,
    [...parameters, jobIds],
  );
  await refreshJobs(manager, jobIds);
}
