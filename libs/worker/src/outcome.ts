import type { Failure } from '@reelmill/contracts';
import { RETRY_RUNGS } from '@reelmill/messaging';

/**
 * What becomes of a failed attempt: `done`: the caller's fault, answered as failed; `retry` after a rung of the
 * ladder; `hold`: retry later than the ladder reaches, so the orchestrator keeps it; `dead`: the platform's fault and no
 * attempt is left, a letter for a person to look at.
 */
export type Outcome =
  | { kind: 'done' }
  | { kind: 'retry'; afterSeconds: number }
  | { kind: 'hold'; afterSeconds: number }
  | { kind: 'dead' };

export interface RetryPolicy {
  /** Attempts in all, from 1. */
  maxAttempts: number;
  /** In [0, 1); decides between the two rungs of the jitter. */
  random: number;
}

const LAST_RUNG = RETRY_RUNGS[RETRY_RUNGS.length - 1] ?? 1;

/**
 * Exponential back-off: d = 2^(attempt − 1) seconds, or the delay that the other side asked for if that is longer;
 * the jitter takes the rung that holds d or the next one. Only for what was asked for it waits longer than the last rung,
 * 512 s.
 */
export function outcomeOf(failure: Failure, attempt: number, { maxAttempts, random }: RetryPolicy): Outcome {
  if (!failure.retryable) return { kind: 'done' };
  if (attempt >= maxAttempts) return { kind: 'dead' };
  const asked = (failure.retryAfterMs ?? 0) / 1000;
  if (asked > LAST_RUNG) return { kind: 'hold', afterSeconds: asked };
  const seconds = Math.max(2 ** (attempt - 1), asked);
  const rung = RETRY_RUNGS.findIndex((each) => each >= seconds);
  const chosen = rung < 0 ? undefined : RETRY_RUNGS[random < 0.5 ? rung : rung + 1];
  return { kind: 'retry', afterSeconds: chosen ?? LAST_RUNG };
}
