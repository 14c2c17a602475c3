import { setTimeout as delay } from 'node:timers/promises';
import { canTryAgain } from '@reelmill/persistence';
import type { DataSource, EntityManager } from 'typeorm';

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
