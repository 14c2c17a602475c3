/** Aborts after `timeoutMs`, with what `late` then gives, or with the outer signal and its reason. `clear` when it is over. */
export function startDeadline(options: { timeoutMs: number; signal?: AbortSignal; late: () => Error }): {
  signal: AbortSignal;
  clear: () => void;
} {
  const { timeoutMs, signal: outer, late } = options;
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer?.reason);
  const timer = setTimeout(() => controller.abort(late()), timeoutMs);
  outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}
