import { QueryFailedError } from 'typeorm';

/** SQLSTATE classes that speak of the data: data exception, constraint violation, syntax or access, PL/pgSQL. */
const DATA_CLASSES = new Set(['22', '23', '42', 'P0']);

/** Whether the same batch would fail again: the data is at fault, or our code, and not the connection or the server. */
export function isLasting(error: unknown): boolean {
  if (error instanceof QueryFailedError) {
    const { code } = error.driverError as { code?: string };
    return code !== undefined && DATA_CLASSES.has(code.slice(0, 2));
  }
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

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
