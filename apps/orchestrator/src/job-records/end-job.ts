import { jobCancelled, jobCompleted, jobFailed } from '@reelmill/contracts';
import type { JobError, JobOutput } from '@reelmill/persistence';
import type { EntityManager } from 'typeorm';
import { appendEvent } from './job-events';
import { rows } from './rows';

export type JobEnd =
  | { status: 'completed'; outputs: JobOutput[] }
  | { status: 'failed'; error: JobError }
  | { status: 'cancelled' };

const EVENTS = { completed: jobCompleted, failed: jobFailed, cancelled: jobCancelled } as const;
const MESSAGES = { completed: 'done', failed: 'failed', cancelled: 'cancelled' } as const;

/**
 * Puts a job that is not final into its final state, with its event, and cancels the tasks that are still open.
 * The caller holds the lock of the job's row. Returns false when the job had ended before.
 */
export async function endJob(manager: EntityManager, jobId: string, end: JobEnd): Promise<boolean> {
  const ended = await rows(
    manager,
    `WITH ended AS (
       UPDATE jobs SET status = $2, stage = 'done', progress_message = $3, completed_at = now(), needs_plan = false,
         progress = CASE WHEN $2 = 'completed' THEN 1 ELSE progress END, error = $4, outputs = $5
       WHERE id = $1 AND status NOT IN ('completed', 'failed', 'cancelled') RETURNING id
     ) SELECT id FROM ended`,
    [
      jobId,
      end.status,
      MESSAGES[end.status],
      end.status === 'failed' ? JSON.stringify(end.error) : null,
      JSON.stringify(end.status === 'completed' ? end.outputs : []),
    ],
  );
  if (ended.length === 0) return false;
  await manager.query(
    `UPDATE tasks SET state = 'cancelled', finished_at = now()
     WHERE job_id = $1 AND state NOT IN ('succeeded', 'failed', 'cancelled')`,
    [jobId],
  );
  await appendEvent(manager, jobId, { event: EVENTS[end.status], data: end });
  return true;
}
