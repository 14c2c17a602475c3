import { jobCancelled, jobCompleted, jobFailed, type JobStatus } from '@reelmill/contracts';
import type { JobError, JobOutput } from '@reelmill/persistence';
import type { EntityManager } from 'typeorm';
import { appendEvent } from '../job-records/job-events';
import { rows } from '../job-records/rows';

export type JobEnd =
  | { status: 'completed'; outputs: JobOutput[] }
  | { status: 'failed'; error: JobError }
  | { status: 'cancelled' };

const EVENTS = { completed: jobCompleted, failed: jobFailed, cancelled: jobCancelled } as const;
const MESSAGES = { completed: 'done', failed: 'failed', cancelled: 'cancelled' } as const;

const FROM = {
  completed: ['processing', 'retrying'],
  failed: ['queued', 'processing', 'retrying'],
  cancelled: ['queued', 'processing', 'retrying'],
} as const satisfies Record<JobEnd['status'], readonly JobStatus[]>;

/**
 * Job: processing | retrying → completed; queued | processing | retrying → failed | cancelled, with its event. Its open
 * tasks: waiting | ready | sending | dispatched | running | retrying → cancelled.
 *
 * The caller holds the lock of the job's row. Returns false when the job had ended before. By primary key, its tasks by
 * `tasks_name`, which begins with the job: 2 ms for a hundred open tasks.
 */
export async function endJob(manager: EntityManager, jobId: string, end: JobEnd): Promise<boolean> {
  const ended = await rows(
    manager,
    `WITH ended AS (
       UPDATE jobs SET status = $2, stage = 'done', progress_message = $3, completed_at = now(), needs_plan = false,
         progress = CASE WHEN $2 = 'completed' THEN 1 ELSE progress END, error = $4, outputs = $5
       WHERE id = $1 AND status = ANY ($6) RETURNING id
     ) SELECT id FROM ended`,
    [
      jobId,
      end.status,
      MESSAGES[end.status],
      end.status === 'failed' ? JSON.stringify(end.error) : null,
      JSON.stringify(end.status === 'completed' ? end.outputs : []),
      FROM[end.status],
    ],
  );
  if (ended.length === 0) return false;
  await manager.query(
    `UPDATE tasks SET state = 'cancelled', finished_at = now(), claimed_until = NULL
     WHERE job_id = $1 AND state IN ('waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying')`,
    [jobId],
  );
  await appendEvent(manager, jobId, { event: EVENTS[end.status], data: end });
  return true;
}
