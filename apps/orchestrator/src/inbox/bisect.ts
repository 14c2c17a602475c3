import { isLasting } from '@reelmill/persistence';

/**
 * Handles a batch; one that fails for a lasting reason is halved until the culprits are alone and given to `park`,
 * so that one bad message does not hold up its neighbours. Errors that pass are thrown on, for a later try.
 */
export async function bisect<T>(
  batch: readonly T[],
  handle: (part: readonly T[]) => Promise<void>,
  park: (culprit: T, error: unknown) => Promise<void>,
): Promise<void> {
  try {
    await handle(batch);
  } catch (error) {
    if (!isLasting(error)) throw error;
    if (batch.length === 1) return park(batch[0]!, error);
    const middle = Math.ceil(batch.length / 2);
    await bisect(batch.slice(0, middle), handle, park);
    await bisect(batch.slice(middle), handle, park);
  }
}
