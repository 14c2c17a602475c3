import { jobSeconds, jobsTotal, jobWaitSeconds } from '@reelmill/observability';
import type { EntityManager } from 'typeorm';
import { afterCommit } from './in-transaction';
import { rows } from './rows';

/** Counts a job that ends in this transaction, with its times, once it is committed. */
export async function observeEnd(manager: EntityManager, jobId: string): Promise<void> {
  const [job] = await rows<{ type: string; outcome: string; seconds: number; wait: number | null }>(
    manager,
    `SELECT type, status AS outcome, extract(epoch FROM completed_at - created_at)::float8 AS seconds,
       (SELECT extract(epoch FROM min(s.started_at) - j.created_at)::float8
        FROM tasks t JOIN task_starts s ON s.task_id = t.id WHERE t.job_id = j.id) AS wait
     FROM jobs j WHERE id = $1`,
    [jobId],
  );
  if (job === undefined) return;
  const { type, outcome, seconds, wait } = job;
  afterCommit(manager, () => {
    jobsTotal.inc({ type, outcome });
    jobSeconds.observe({ type, outcome }, seconds);
    if (wait !== null) jobWaitSeconds.observe({ type }, wait);
  });
}
