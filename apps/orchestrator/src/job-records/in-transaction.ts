import { setTimeout as delay } from 'node:timers/promises';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

/** SQLSTATEs after which the same transaction can succeed: serialization failure, deadlock, server starting. */
const TRY_AGAIN = new Set(['40001', '40P01', '57P03']);
const TRIES = 5;

/** A transaction that is tried again when the database asks for it; `work` may run more than once. */
export async function inTransaction<T>(
  source: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await source.transaction(work);
    } catch (error) {
      if (attempt === TRIES || !canTryAgain(error)) throw error;
      await delay(10 * 2 ** attempt * Math.random());
    }
  }
}

function canTryAgain(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as { code?: string };
  return code !== undefined && TRY_AGAIN.has(code);
}
