import { TaskError } from '@reelmill/contracts';

/** Aborts after `timeoutMs`, with `fetch_failed`, or with the outer signal and its reason. `clear` when it is over. */
export function startDeadline(options: { timeoutMs: number; signal?: AbortSignal }): {
  signal: AbortSignal;
  clear: () => void;
} {
  const { timeoutMs, signal: outer } = options;
  const controller = new AbortController();
  const expire = (): void =>
    controller.abort(
      new TaskError(
        'fetch_failed',
        `The download took longer than the ${timeoutMs / 1000} seconds that are allowed; use a smaller file or a faster host.`,
        { retryable: true },
      ),
    );
  const follow = (): void => controller.abort(outer?.reason);
  const timer = setTimeout(expire, timeoutMs);
  outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}
