import { jobStarted } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { appendEvent } from '../job-records/job-events';
import { rows } from '../job-records/rows';
import { refreshJobs } from './refresh-jobs';

/**
 * Job: queued → processing, with its event, when it is planned for the first time; notes at every planning where it is; the
 * try at planning it has ended well.
 * The caller holds the lock of the job's row. By primary key: 2.2 ms with `refreshJobs`, at 20,000 tasks.
 */
export async function startJob(
  manager: EntityManager,
  jobId: string,
  { stage, warnings, needsPlan }: { stage: string; warnings: readonly string[]; needsPlan: boolean },
): Promise<void> {
  const started = await rows(
    manager,
    `WITH old AS (SELECT started_at FROM jobs WHERE id = $1), moved AS (
       UPDATE jobs SET status = CASE WHEN status = 'queued' THEN 'processing' ELSE status END, stage = $2,
         started_at = coalesce(started_at, now()), needs_plan = $3,
         plan_attempts = 0, plan_delays = 0, plan_after = NULL, plan_claimed_until = NULL,
         warnings = CASE WHEN jsonb_array_length($4::jsonb) > 0 THEN $4::jsonb ELSE warnings END
       WHERE id = $1 AND status IN ('queued', 'processing', 'retrying') RETURNING id
     ) SELECT 1 FROM moved, old WHERE old.started_at IS NULL`,
    [jobId, stage, needsPlan, JSON.stringify(warnings)],
  );
  if (started.length > 0)
    await appendEvent(manager, jobId, { event: jobStarted, data: { status: 'processing' } });
  await refreshJobs(manager, [jobId]);
}
