import type { Failure } from '@reelmill/contracts';
import type { JobError, TaskSubject } from '@reelmill/persistence';
import type { EntityManager } from 'typeorm';
import { observeEnd } from '../job-records/observe-end';
import { rows } from '../job-records/rows';
import { endJob } from './end-job';
import { shownCause } from './shown-cause';

interface FailedRow {
  name: string;
  job_id: string;
  subject: TaskSubject | null;
}

/**
 * ready | sending | dispatched | running | retrying → failed, and its job → failed with it.
 *
 * The one way in which a task fails: by its answer, its dead letter, its crashes, or a ticket that can't be sent. With
 * `ticket` only while that is its last one. The caller holds the lock of the job's row. Returns the job when it ended
 * by this. By primary key: 0.15 ms, and what {@link endJob} costs.
 */
export async function failTask(
  manager: EntityManager,
  { id, ticket }: { id: string; ticket?: number },
  failure: Failure,
): Promise<string | null> {
  const [task] = await rows<FailedRow>(
    manager,
    `WITH failed AS (
       UPDATE tasks SET state = 'failed', failure = $3, finished_at = now(), claimed_until = NULL
       WHERE id = $1 AND ticket = coalesce($2, ticket)
         AND state IN ('ready', 'sending', 'dispatched', 'running', 'retrying')
       RETURNING name, job_id, subject
     ) SELECT name, job_id, subject FROM failed`,
    [id, ticket ?? null, JSON.stringify(failure)],
  );
  if (task === undefined) return null;
  await manager.query('UPDATE task_starts SET ended_at = now() WHERE task_id = $1 AND ended_at IS NULL', [
    id,
  ]);
  const ended = await endJob(manager, task.job_id, { status: 'failed', error: errorOf(task, failure) });
  if (!ended) return null;
  await observeEnd(manager, task.job_id);
  return task.job_id;
}

/** What the caller is told: where in the spec the cause stands, if the task is about one place of it. */
function errorOf({ name, subject }: FailedRow, { code, message }: Failure): JobError {
  return { code, message, task: name, ...shownCause({ pointer: subject?.pointers[0], src: subject?.src }) };
}
