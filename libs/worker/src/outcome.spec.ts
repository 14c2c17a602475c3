import type { Failure } from '@reelmill/contracts';
import { RETRY_RUNGS } from '@reelmill/messaging';
import * as fc from 'fast-check';
import { outcomeOf } from './outcome';

const failure = (more: Partial<Failure> = {}): Failure => ({
  code: 'internal',
  message: 'It broke.',
  retryable: true,
  ...more,
});
const attempts = fc.integer({ min: 1, max: 100 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('outcomeOf', () => {
  it('answers a failure that is not retryable at once, whatever is left', () => {
    fc.assert(
      fc.property(attempts, attempts, randoms, (attempt, maxAttempts, random) => {
        const permanent = failure({ code: 'media_unreadable', retryable: false });
        expect(outcomeOf(permanent, attempt, { maxAttempts, random })).toEqual({ kind: 'done' });
      }),
    );
  });

  it('ends after the last attempt as a dead letter, and never before', () => {
    fc.assert(
      fc.property(attempts, attempts, randoms, (attempt, maxAttempts, random) => {
        const { kind } = outcomeOf(failure(), attempt, { maxAttempts, random });
        expect(kind).toBe(attempt < maxAttempts ? 'retry' : 'dead');
      }),
    );
  });

  it('waits between d and 2d on a rung of the ladder, d = 2^(n-1) s, at most 512 s', () => {
    fc.assert(
      fc.property(attempts, randoms, (attempt, random) => {
        const outcome = outcomeOf(failure(), attempt, { maxAttempts: 101, random });
        const d = 2 ** (attempt - 1);
        expect(outcome.kind === 'retry' && RETRY_RUNGS.includes(outcome.afterSeconds)).toBe(true);
        if (outcome.kind !== 'retry') return;
        expect(outcome.afterSeconds).toBeGreaterThanOrEqual(Math.min(d, 512));
        expect(outcome.afterSeconds).toBeLessThanOrEqual(Math.min(2 * d, 512));
      }),
    );
  });

  it('waits no shorter than the other side asked for, and leaves what the ladder does not reach to the orchestrator', () => {
    fc.assert(
      fc.property(
        attempts,
        randoms,
        fc.integer({ min: 0, max: 86_400_000 }),
        (attempt, random, retryAfterMs) => {
          const outcome = outcomeOf(failure({ retryAfterMs }), attempt, { maxAttempts: 101, random });
          expect(outcome.kind).toBe(retryAfterMs > 512_000 ? 'hold' : 'retry');
          const { afterSeconds } = outcome as { afterSeconds: number };
          expect(afterSeconds).toBeGreaterThanOrEqual(retryAfterMs / 1000);
        },
      ),
    );
  });

  it('uses both rungs of the jitter', () => {
    const after = (random: number) => outcomeOf(failure(), 3, { maxAttempts: 5, random });
    expect(after(0)).toEqual({ kind: 'retry', afterSeconds: 4 });
    expect(after(0.99)).toEqual({ kind: 'retry', afterSeconds: 8 });
  });
});
