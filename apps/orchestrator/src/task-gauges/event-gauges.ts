import { eventsUnpublished, oldestEventSeconds } from '@reelmill/observability';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/** Reads what is not yet published and nothing else, by the index `job_events_unpublished`. */
export async function measureEvents(manager: EntityManager): Promise<void> {
  const [unpublished] = await rows<{ count: number; oldest: number | null }>(
    manager,
    `SELECT count(*)::int AS count, extract(epoch FROM now() - min(created_at))::float8 AS oldest
     FROM job_events WHERE published_at IS NULL`,
  );
  eventsUnpublished.set(unpublished!.count);
  oldestEventSeconds.set(unpublished!.oldest ?? 0);
}
