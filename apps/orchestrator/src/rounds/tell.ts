import type { Control } from '@reelmill/contracts';

/**
 * Tells workers. Whoever ends a job calls it as soon as that is committed: no later round finds the job again, so what
 * goes wrong in between must not swallow it.
 */
export type Tell = (controls: readonly Control[]) => void;
