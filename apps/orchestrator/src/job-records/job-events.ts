import type { EntityManager } from 'typeorm';

export type JobEventType = 'job.started' | 'job.completed' | 'job.failed' | 'job.cancelled';

/** Adds the next event of a job's history; the caller holds the lock of the job's row. */
export async function appendEvent(
  manager: EntityManager,
  jobId: string,
  event: { type: JobEventType; data: unknown },
): Promise<void> {
  await manager.query(
    `WITH counted AS (
       UPDATE jobs SET event_sequence = event_sequence + 1 WHERE id = $1 RETURNING event_sequence
     )
     INSERT INTO job_events (job_id, sequence, type, data)
     SELECT $1, event_sequence, $2, $3 FROM counted`,
    [jobId, event.type, JSON.stringify(event.data)],
  );
}
