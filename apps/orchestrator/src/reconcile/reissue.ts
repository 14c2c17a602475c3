import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/** A worker that has not been heard for this long is gone; it beats each second. */
const SILENCE_SECONDS = 10;
/** Crashes of one task before it is given up. */
export const MAX_CRASHES = 5;

export interface CrashedTask {
  id: string;
  jobId: string;
  name: string;
  command: string;
  crashes: number;
}

/**
 * Declares silent workers gone and counts a crash for each task that one of them had begun and not answered.
 * Those that nobody else has begun since are ready again. Returns the crashed tasks.
 */
export async function settleGoneWorkers(manager: EntityManager): Promise<CrashedTask[]> {
  await manager.query(
    `UPDATE workers SET gone_at = now()
       WHERE stopped_at IS NULL AND gone_at IS NULL
         AND last_beat_at < now() - interval '${SILENCE_SECONDS} seconds'`,
  );
  const crashed = await rows<CrashedTask>(
    manager,
    `WITH ended AS (
       UPDATE task_starts SET ended_at = now()
       WHERE ended_at IS NULL AND boot_id IN (SELECT boot_id FROM workers WHERE gone_at IS NOT NULL)
       RETURNING task_id
     ), counted AS (SELECT task_id, count(*)::int AS count FROM ended GROUP BY task_id), crashed AS (
       UPDATE tasks t SET crashes = t.crashes + c.count FROM counted c WHERE t.id = c.task_id
       RETURNING t.id, t.job_id, t.name, t.command, t.crashes
     ) SELECT id, job_id AS "jobId", name, command, crashes FROM crashed`,
  );
  await manager.query(
    `UPDATE tasks SET state = 'ready', boot_id = NULL, progress = 0
     WHERE state = 'running' AND boot_id IN (SELECT boot_id FROM workers WHERE gone_at IS NOT NULL)`,
  );
  return crashed;
}

/** Tasks whose claim, retry or dispatch has plainly come to nothing are ready again, for a new ticket. */
export async function reissueOverdue(manager: EntityManager): Promise<void> {
  await manager.query(
    `UPDATE tasks SET state = 'ready', claimed_until = NULL, due_at = NULL, boot_id = NULL
     WHERE (state = 'sending' AND claimed_until < now())
        OR (state = 'retrying' AND due_at < now() - interval '10 seconds')
        OR (state = 'dispatched' AND dispatched_at < now() - interval '10 minutes')`,
  );
}

/** Tasks of a queue that was seen empty since before they were dispatched: their tickets are lost. */
export async function reissueLost(manager: EntityManager, queue: string, emptySince: Date): Promise<void> {
  await manager.query(
    `UPDATE tasks SET state = 'ready' WHERE queue = $1 AND state = 'dispatched' AND dispatched_at < $2`,
    [queue, emptySince],
  );
}
