import { TaskError } from '@reelmill/contracts';

const RETRY_AFTER_MS = 30_000;

/** The file system of the store has less space than has to stay free. Worth another attempt, when somebody made room. */
export class StoreFullError extends TaskError {
  /** As the system's own error would say. */
  readonly code = 'ENOSPC';

  /** cause: for operators, how much space there is. */
  constructor(cause: string) {
    super('store_full', 'The object store is full for now; try again later.', {
      retryable: true,
      retryAfterMs: RETRY_AFTER_MS,
      cause,
    });
    this.name = 'StoreFullError';
  }
}
