import { isFinalJob, JOB_STATUSES } from '@reelmill/contracts';
import { jobs } from '@reelmill/observability';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/** By the index `jobs_open`, whatever number of jobs has ended. */
export async function measureJobs(manager: EntityManager): Promise<void> {
  const counts = await rows<{ state: string; count: number }>(
    manager,
    `SELECT status AS state, count(*)::int AS count FROM jobs
     WHERE status IN ('queued', 'processing', 'retrying') GROUP BY status`,
  );
  const found = new Map(counts.map(({ state, count }) => [state, count]));
  for (const state of JOB_STATUSES) {
    if (!isFinalJob(state)) jobs.set({ state }, found.get(state) ?? 0);
  }
}
