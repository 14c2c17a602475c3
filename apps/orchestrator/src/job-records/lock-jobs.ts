import type { EntityManager } from 'typeorm';
import { rows } from './rows';

/** Locks rows of jobs in id order. Whoever changes tasks of a job holds its lock first, so that nobody waits in a circle. */
export async function lockJobs(manager: EntityManager, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length > 0)
    await manager.query('SELECT id FROM jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [jobIds]);
}

/** As {@link lockJobs}, of those only that nobody else holds right now; returns them. */
export async function lockFreeJobs(
  manager: EntityManager,
  jobIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (jobIds.length === 0) return new Set();
  const locked = await rows<{ id: string }>(
    manager,
    'SELECT id FROM jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED',
    [jobIds],
  );
  return new Set(locked.map(({ id }) => id));
}
