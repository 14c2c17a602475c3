import { TaskError, type Probe } from '@reelmill/contracts';

/** What is accepted; more is `media_too_large`. */
export const PROBE_LIMITS = {
  /** Width and height of a still picture, in pixels. */
  imageSide: 16_384,
  /** Pixels of a still picture. */
  imagePixels: 100_000_000,
  /** Width and height of a video, in pixels. */
  videoSide: 8_192,
  /** Length of a video or sound: 12 h in microseconds. */
  durationUs: 12 * 3_600_000_000,
} as const;

/** Decoders count the width and height of their buffers, which are up to a few percent more than the picture. */
const BUFFER_SLACK = 1.05;

/** Options before an input: no decoder gets a larger picture, whichever frame it is; {@link checkLimits} is exact. */
export const DECODER_LIMITS = ['-max_pixels', String(PROBE_LIMITS.imagePixels * BUFFER_SLACK)];

interface Size {
  width: number;
  height: number;
}

/** @throws TaskError `media_too_large` */
export function checkLimits({
  kind,
  picture,
  durationUs,
}: Pick<Probe, 'kind' | 'durationUs'> & { picture: Size | null }): void {
  if (picture !== null) {
    const side = kind === 'image' ? PROBE_LIMITS.imageSide : PROBE_LIMITS.videoSide;
    const tooMany = picture.width * picture.height > PROBE_LIMITS.imagePixels;
    if (Math.max(picture.width, picture.height) > side || tooMany) throw tooManyPixels(picture, side);
  }
  if (durationUs !== null && durationUs > PROBE_LIMITS.durationUs) {
    const hours = (durationUs / 3_600_000_000).toFixed(1);
    throw new TaskError(
      'media_too_large',
      `The medium is ${hours} h long; at most 12 h are accepted. Cut it.`,
    );
  }
}

/**
 * The decoder's refusal of a header that promises more than {@link DECODER_LIMITS}; ffprobe then gives no size, only
 * this message.
 * @throws TaskError `media_too_large`
 */
export function checkRefusedSize(messages: string): void {
  const refused = /Picture size (\d+)x(\d+) (?:is invalid|exceeds)/.exec(messages);
  if (!refused) return;
  const size = { width: Number(refused[1]), height: Number(refused[2]) };
  throw tooManyPixels(size, PROBE_LIMITS.imageSide);
}

function tooManyPixels({ width, height }: Size, side: number): TaskError {
  const most = `at most ${side} a side and ${PROBE_LIMITS.imagePixels / 1e6} megapixels are accepted`;
  return new TaskError(
    'media_too_large',
    `The picture is ${width}x${height} pixels; ${most}. Scale it down.`,
  );
}
