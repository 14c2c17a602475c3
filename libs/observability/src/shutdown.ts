import type { Logger } from './logger';

export interface ShutdownOptions {
  logger: Logger;
  /** Time for `drain`, in milliseconds; then the process ends with status 1. */
  limitMs: number;
  /** Ends the work in hand and closes what is open. */
  drain: () => Promise<void>;
}

/**
 * Ends the process on SIGTERM and SIGINT: drains, then exit status 0. A second signal, the limit or an error while
 * draining end it at once with status 1. Called once per process.
 */
export function exitOnSignals({ logger, limitMs, drain }: ShutdownOptions): void {
  let draining = false;
  const force = (reason: string): void => {
    logger.error({ reason }, 'ended before the drain was done');
    process.exit(1);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (draining) return force(`a second signal, ${signal}`);
    draining = true;
    logger.info({ signal }, 'draining');
    setTimeout(() => force(`the drain took longer than ${limitMs} ms`), limitMs).unref();
    drain().then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the drain failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** An error that nobody handled leaves the process in an unknown state: it is logged and the process ends with status 1. */
export function exitOnUnhandledErrors(logger: Logger): void {
  const onError =
    (kind: string) =>
    (error: unknown): void => {
      logger.fatal({ err: error, kind }, 'an error that nobody handled');
      process.exit(1);
    };
  process.on('uncaughtException', onError('uncaughtException'));
  process.on('unhandledRejection', onError('unhandledRejection'));
}
