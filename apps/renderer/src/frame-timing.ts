import type { Rational } from '@reelmill/contracts';

const LEAST_TIMESCALE = 10_000;

/** Ticks per second of a video track such that a frame lasts a whole number of them. */
export function timescale(fps: Rational): number {
  let ticks = fps.num;
  while (ticks < LEAST_TIMESCALE) ticks *= 2;
  return ticks;
}

/** How many ticks of {@link timescale} a frame lasts. */
export const ticksPerFrame = (fps: Rational): number => (timescale(fps) / fps.num) * fps.den;

/** Frames between keyframes: two seconds, in every segment of a video alike. */
export const keyframeInterval = (fps: Rational): number => Math.max(1, Math.round((2 * fps.num) / fps.den));

export const framesToSeconds = (frames: number, fps: Rational): number => (frames * fps.den) / fps.num;
