import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from './in-transaction';
import { rows } from './rows';

/**
 * A transaction of a timer, under an advisory lock of that name: null when another orchestrator is at it right now.
 * `work` may run more than once.
 */
export function onlyHere<T>(
  source: DataSource,
  name: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T | null> {
  return inTransaction(source, async (manager) => ((await tryLock(manager, name)) ? work(manager) : null));
}

/** Takes the advisory lock of that name until the transaction ends, unless another has it. */
export async function tryLock(manager: EntityManager, name: string): Promise<boolean> {
  const [lock] = await rows<{ taken: boolean }>(
    manager,
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS taken',
    [name],
  );
  return lock!.taken;
}
