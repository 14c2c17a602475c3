import type { Rational, VideoLayer } from '@reelmill/contracts';
import type { SourcePicture } from './source-picture';

/** Ticks per output frame of the clock that source times are rounded to; fine enough for any container. */
const TICKS = 1000;
/** Where decoding begins before the wanted time, in microseconds: further than any reordering of frames. */
const MARGIN_US = 1_000_000;

const nearest = (numerator: bigint, denominator: bigint): bigint =>
  (2n * numerator + denominator) / (2n * denominator);

/** Input options that open a clip a little before the layer's first frame. Needs the global `-copyts -start_at_zero`. */
export function clipSeek(
  layer: VideoLayer,
  { num, den }: Rational,
  { seekable }: Pick<SourcePicture, 'seekable'>,
): string[] {
  const startUs = layer.seekUs + Math.floor((layer.seekFrames * den * 1e6) / num) - MARGIN_US;
  // A clip may change its size on the way: the scaler takes that, a new filter graph would begin counting again.
  const fixed = ['-reinit_filter', '0'];
  if (startUs <= 0 || !seekable) return fixed;
  // Not accurate: frames before the start may be the ones that are still shown at it.
  return [...fixed, '-noaccurate_seek', '-ss', (startUs / 1e6).toFixed(6)];
}

/**
 * Filters that give one frame of a clip for each of `frames` output frames, the last one again after its end. Source
 * times are rounded to ticks on their own and then compared with a grid that begins at `seekUs`, in whole ticks: so
 * a segment that begins anywhere shows the frames of a continuous decode.
 */
export function clipFrames(layer: VideoLayer, { num, den }: Rational, frames: number): string[] {
  const origin = nearest(BigInt(layer.seekUs) * BigInt(num) * BigInt(TICKS), 1_000_000n * BigInt(den));
  const start = origin + BigInt(layer.seekFrames * TICKS);
  return [
    `settb=${den}/${num * TICKS}`,
    `setpts=PTS-${start}`,
    `fps=${num}/${den}`,
    'tpad=stop=-1:stop_mode=clone',
    // Drops what lies before the start; fills up where the clip's picture begins later than its sound.
    `fps=${num}/${den}:start_time=0`,
    `trim=end_frame=${frames}`,
  ];
}
