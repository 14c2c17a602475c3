/**
 * Asks at most once in `limitMs` milliseconds, counted from the begin of an asking; in between everybody gets that
 * answer, also while it is under way. `now` is a clock in milliseconds.
 */
export function heldFor<Answer>(
  limitMs: number,
  ask: () => Promise<Answer>,
  now: () => number = () => performance.now(),
): () => Promise<Answer> {
  let held: { answer: Promise<Answer>; until: number } | undefined;
  return () => {
    const at = now();
    if (!held || at >= held.until) held = { answer: ask(), until: at + limitMs };
    return held.answer;
  };
}
