import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@reelmill/observability';
import type { Broker } from './broker';
import { PublishError } from './publish-error';

const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 5_000;

export interface SendUntilConfirmed {
  broker: Broker;
  logger: Logger;
  /** Ends the attempts, also one that waits for its confirm or a repair; the promise then rejects with its reason. */
  signal: AbortSignal;
}

/**
 * Sends again, through lost connections and alarms, until the broker confirmed. What is returned may have had its queue
 * deleted, which nobody need notice who only sends there: the topology is declared again. Rejects with what another try
 * can't change: `too_large`, and errors other than PublishError.
 */
export async function sendUntilConfirmed(
  send: () => Promise<void>,
  options: SendUntilConfirmed,
): Promise<void> {
  const { broker, logger, signal } = options;
  for (let wait = FIRST_DELAY_MS; ; wait = Math.min(wait * 2, MAX_DELAY_MS)) {
    await broker.untilPublishable(signal);
    try {
      signal.throwIfAborted();
      return await unlessAborted(send(), signal);
    } catch (error) {
      if (!(error instanceof PublishError) || error.problem === 'too_large') throw error;
      logger.warn(
        { problem: error.problem, reason: error.message },
        'a message was not confirmed; it is sent again',
      );
      if (error.problem === 'returned') await unlessAborted(repair(options), signal);
      await delay(wait, undefined, { signal });
    }
  }
}

async function repair({ broker, logger }: SendUntilConfirmed): Promise<void> {
  await broker
    .repair()
    .catch((error: unknown) => logger.warn({ err: error }, 'could not declare the topology'));
}

function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  // Any number may be sent at the same time; more than ten listeners would be reported as a leak.
  setMaxListeners(0, signal);
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
