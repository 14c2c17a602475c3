import type { EntityManager } from 'typeorm';

/** Locks rows of jobs in id order. Whoever changes tasks of a job holds its lock first, so that nobody waits in a circle. */
export async function lockJobs(manager: EntityManager, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length > 0)
    await manager.query('SELECT id FROM jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [jobIds]);
}
