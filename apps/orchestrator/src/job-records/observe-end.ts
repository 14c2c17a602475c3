import { jobSeconds, jobsTotal, jobWaitSeconds } from '@reelmill/observability';
import type { EntityManager } from 'typeorm';
import { rows } from './rows';

/** Counts a job that has just ended, with its times. */
export async function observeEnd(manager: EntityManager, jobId: string): Promise<void> {
  const [job] = await rows<{ type: string; outcome: string; seconds: number; wait: number | null }>(
    manager,
    `SELECT type, status AS outcome, extract(epoch FROM completed_at - created_at)::float8 AS seconds,
       extract(epoch FROM started_at - created_at)::float8 AS wait
     FROM jobs WHERE id = $1`,
    [jobId],
  );
  if (job === undefined) return;
  jobsTotal.inc({ type: job.type, outcome: job.outcome });
  jobSeconds.observe({ type: job.type, outcome: job.outcome }, job.seconds);
  if (job.wait !== null) jobWaitSeconds.observe({ type: job.type }, job.wait);
}
