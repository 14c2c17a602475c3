import type { Event, EventPayloadOf } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';

/**
 * Adds the next event of a job's history; the caller holds the lock of the job's row.
 * @throws ZodError when the data are not what the event promises
 */
export async function appendEvent<E extends Event>(
  manager: EntityManager,
  jobId: string,
  { event, data }: { event: E; data: EventPayloadOf<E> },
): Promise<void> {
  await manager.query(
    `WITH counted AS (
       UPDATE jobs SET event_sequence = event_sequence + 1 WHERE id = $1 RETURNING event_sequence
     )
     INSERT INTO job_events (job_id, sequence, type, data)
     SELECT $1, event_sequence, $2, $3 FROM counted`,
    [jobId, event.name, JSON.stringify(event.payload.parse(data))],
  );
}
