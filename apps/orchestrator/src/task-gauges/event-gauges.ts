import { eventsUnpublished, oldestEventSeconds } from '@reelmill/observability';
import { rows } from '../job-records/rows';
import type { GaugeGroup } from './gauge-group';

/** Reads what is not yet published and nothing else, by the index `job_events_unpublished`. */
export const EVENT_GAUGES: GaugeGroup = {
  async measure(manager) {
    const [unpublished] = await rows<{ count: number; oldest: number | null }>(
      manager,
      `SELECT count(*)::int AS count, extract(epoch FROM now() - min(created_at))::float8 AS oldest
       FROM job_events WHERE published_at IS NULL`,
    );
    eventsUnpublished.set(unpublished!.count);
    oldestEventSeconds.set(unpublished!.oldest ?? 0);
  },
  // Without labels they would be 0 after a reset.
  forget() {
    eventsUnpublished.remove();
    oldestEventSeconds.remove();
  },
};
