import type { AudioTrack } from '@reelmill/contracts';
import type { SourceSound } from './source-sound';

export const SAMPLE_RATE = 48_000;
/** Stamps that count samples. */
export const SAMPLE_CLOCK = `asettb=1/${SAMPLE_RATE},asetpts=N`;
/** Decoding begins this much before the wanted sound: the first packets after a seek decode to a click. */
const PREROLL_US = 500_000;

export interface TrackSeek {
  options: string[];
  /** Samples at 48 kHz to drop from what is decoded then. */
  skip: number;
}

/** How to open a file so that its sound at `seekUs` is found to the sample. */
export function seekTo(seekUs: number): TrackSeek {
  const prerollUs = Math.min(seekUs, PREROLL_US);
  const startUs = seekUs - prerollUs;
  return {
    options: startUs > 0 ? ['-ss', (startUs / 1e6).toFixed(6)] : [],
    skip: Math.round((prerollUs * SAMPLE_RATE) / 1e6),
  };
}

/**
 * Filters that make 48 kHz stereo of a sound, from the wanted sample on. Gaps in the source stay silent; one channel
 * goes to both sides as it is (by itself ffmpeg would lower it by 3 dB), more than two are mixed down without clipping.
 */
export function toStereo({ channels }: Pick<SourceSound, 'channels'>, skip: number): string[] {
  return [
    `aresample=${SAMPLE_RATE}:async=1:first_pts=0:rematrix_maxval=1:osf=fltp:ocl=${channels === 1 ? 'mono' : 'stereo'}`,
    ...(channels === 1 ? ['pan=stereo|c0=c0|c1=c0'] : []),
    `atrim=start_sample=${skip}`,
    SAMPLE_CLOCK,
  ];
}

/** Filters that make a track exactly as long as it should sound, weighed and faded. All counts are samples. */
export function shapeTrack({ samples, volume, fadeIn, fadeOut }: AudioTrack): string[] {
  const fadeStart = Math.max(0, samples - fadeOut);
  return [
    `apad=whole_len=${samples}`,
    `atrim=end_sample=${samples}`,
    ...(volume === 1 ? [] : [`volume=${volume}:precision=float`]),
    ...(fadeIn > 0 ? [`afade=t=in:curve=tri:ss=0:ns=${fadeIn}`] : []),
    ...(fadeOut > 0 ? [`afade=t=out:curve=tri:ss=${fadeStart}:ns=${samples - fadeStart}`] : []),
  ];
}

/** A source of exactly that much silence, in pieces of a second: each piece is a round through all filters. */
export const silence = (samples: number): string =>
  `anullsrc=r=${SAMPLE_RATE}:cl=stereo:n=${SAMPLE_RATE},atrim=end_sample=${samples},aformat=sample_fmts=fltp`;
