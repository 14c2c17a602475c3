import { WORKER_SERVICES } from '@reelmill/contracts';
import { builds, workers, workerSlots } from '@reelmill/observability';
import { rows } from '../job-records/rows';
import type { GaugeGroup } from './gauge-group';

/** By the index `workers_alive`. */
export const WORKER_GAUGES: GaugeGroup = {
  async measure(manager) {
    const living = await rows<{ service: string; workers: number; slots: number; builds: number }>(
      manager,
      `SELECT service, count(*)::int AS workers, sum(slots)::int AS slots, count(DISTINCT build)::int AS builds
       FROM workers WHERE stopped_at IS NULL AND gone_at IS NULL GROUP BY service`,
    );
    for (const pool of WORKER_SERVICES) {
      const found = living.find((each) => each.service === pool);
      workers.set({ pool }, found?.workers ?? 0);
      workerSlots.set({ pool }, found?.slots ?? 0);
      builds.set({ pool }, found?.builds ?? 0);
    }
  },
  forget() {
    for (const gauge of [workers, workerSlots, builds]) gauge.reset();
  },
};
