import { setTimeout as delay } from 'node:timers/promises';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

/** SQLSTATEs after which the same transaction can succeed: serialization failure, deadlock, server starting. */
const TRY_AGAIN = new Set(['40001', '40P01', '57P03']);
const TRIES = 5;

type Effect = () => void;
const effectsOf = new WeakMap<EntityManager, Effect[]>();

/**
 * Runs `effect`, such as counting a metric, once the transaction of {@link inTransaction} that `manager` belongs to
 * has been committed, once however often it was tried; at once when there is none.
 */
export function afterCommit(manager: EntityManager, effect: Effect): void {
  const effects = effectsOf.get(manager);
  if (effects) effects.push(effect);
  else effect();
}

/** A transaction that is tried again when the database asks for it; `work` may run more than once. */
export async function inTransaction<T>(
  source: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const effects: Effect[] = [];
    try {
      const result = await source.transaction((manager) => {
        effectsOf.set(manager, effects);
        return work(manager);
      });
      for (const effect of effects) effect();
      return result;
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
