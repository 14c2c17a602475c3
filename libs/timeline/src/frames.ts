import type { Rational } from '@reelmill/contracts';

const SAMPLE_RATE = 48_000;
const MICROSECONDS = 1_000_000;

/** Probes round durations to microseconds; what is within that of a whole frame is whole. */
const PROBE_TOLERANCE_US = 2;

/** Rates that are written with decimals but are multiples of 1000/1001, by their thousandfold. */
const NTSC: Record<number, number> = {
  23_976: 24_000,
  23_980: 24_000,
  29_970: 30_000,
  47_952: 48_000,
  59_940: 60_000,
  119_880: 120_000,
};

/** The exact rate that a spec's `fps` means: 29.97 is 30000/1001, 12.5 is 25/2. */
export function frameRate(fps: number): Rational {
  const thousandths = Math.round(fps * 1000);
  const ntsc = NTSC[thousandths];
  if (ntsc !== undefined) return { num: ntsc, den: 1001 };
  const divisor = greatestCommonDivisor(thousandths, 1000);
  return { num: thousandths / divisor, den: 1000 / divisor };
}

export const toMicroseconds = (seconds: number): number => Math.round(seconds * MICROSECONDS);

/** Frames of a stated time, to nearest. */
export const framesOf = (seconds: number, fps: Rational): number =>
  Math.round((toMicroseconds(seconds) * fps.num) / (fps.den * MICROSECONDS));

/** Frames of a natural length, up, so that nothing of the medium is cut. */
export const framesCovering = (us: number, fps: Rational): number =>
  Math.max(1, Math.ceil(((us - PROBE_TOLERANCE_US) * fps.num) / (fps.den * MICROSECONDS)));

/** A length in frames that is not rounded. */
export const exactFrames = (us: number, fps: Rational): number => (us * fps.num) / (fps.den * MICROSECONDS);

/** The frame nearest to a moment. */
export const frameAtMs = (ms: number, fps: Rational): number => Math.round((ms * fps.num) / (fps.den * 1000));

export const msAtFrame = (frame: number, fps: Rational): number =>
  Math.round((frame * 1000 * fps.den) / fps.num);

/** Number of the first sample (48 kHz) of a frame. */
export const sampleAtFrame = (frame: number, fps: Rational): number =>
  Math.round((frame * SAMPLE_RATE * fps.den) / fps.num);

export const samplesOf = (us: number): number => Math.round((us * SAMPLE_RATE) / MICROSECONDS);

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
