import { isFinalJob, JOB_STATUSES } from '@reelmill/contracts';
import { jobs } from '@reelmill/observability';
import { rows } from '../job-records/rows';
import type { GaugeGroup } from './gauge-group';

/** By the index `jobs_open`, whatever number of jobs has ended. */
export const JOB_GAUGES: GaugeGroup = {
  async measure(manager) {
    const counts = await rows<{ state: string; count: number }>(
      manager,
      `SELECT status AS state, count(*)::int AS count FROM jobs
       WHERE status IN ('queued', 'processing', 'retrying') GROUP BY status`,
    );
    const found = new Map(counts.map(({ state, count }) => [state, count]));
    for (const state of JOB_STATUSES) {
      if (!isFinalJob(state)) jobs.set({ state }, found.get(state) ?? 0);
    }
  },
  forget() {
    jobs.reset();
  },
};
