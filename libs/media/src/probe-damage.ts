import { TaskError } from '@reelmill/contracts';
import { stderrTail } from './ffmpeg-failure';

/** How a failing read or decode says that bytes are missing at the end. */
const CUT_OFF = [
  /moov atom not found/,
  /error reading header/,
  /: End of file$/m,
  /chunk too big/,
  /overread/,
  /not enough data/,
  /bytes left/,
  /IFD offset is greater than image size/,
  /invalid block label/,
  /unspecified size/,
  /Packet corrupt/,
];

/** Formats whose demuxer knows how much must come; others, such as mpegts, are damaged in the middle by nature. */
const KNOW_THEIR_END = /^(mov|matroska|avi|apng)\b/;
/** Formats with a duration in their header; that of others is worked out from what is there. */
const PROMISE_A_DURATION = /^(mov|matroska|avi|flac|mp3|flv|asf)\b/;
const CUT_PACKET = /Packet corrupt|partial file|File ended prematurely/;

const LEAST_TOLERATED_US = 500_000;
const MOST_TOLERATED_US = 5_000_000;

export const truncated = (messages: string): TaskError =>
  new TaskError('media_truncated', 'The file ends before its content does; export or upload it again.', {
    cause: stderrTail(messages),
  });

export function unreadable(messages: string): TaskError {
  const message = 'The file is no image, video or audio that can be read; try to open it in a player.';
  return new TaskError('media_unreadable', message, { cause: stderrTail(messages) });
}

/**
 * Why a file could not be opened or a picture not decoded.
 * @param head the first 12 bytes of the file: a text file named .mp4 has no moov either, but is not cut off.
 */
export function brokenFile(messages: string, head: Buffer): TaskError {
  if (/unsupported chunk: ANIM/.test(messages)) {
    return new TaskError('media_unreadable', 'Animated WebP cannot be read; convert it to GIF, WebM or MP4.');
  }
  const misnamed = /moov atom not found/.test(messages) && !startsLikeMp4(head);
  return !misnamed && CUT_OFF.some((sign) => sign.test(messages))
    ? truncated(messages)
    : unreadable(messages);
}

const startsLikeMp4 = (head: Buffer): boolean =>
  ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide'].includes(head.toString('latin1', 4, 8));

/** Whether a picture that a decoder did give away lacks its lower part. */
export const isHalfPicture = (messages: string): boolean =>
  /overread|not enough data|chunk too big/.test(messages);

/** Whether the packets at the end show that the file was cut. `promisedUs` null: the container promises nothing. */
export function isCutOff(facts: {
  format: string;
  messages: string;
  promisedUs: number | null;
  endUs: number;
}): boolean {
  if (KNOW_THEIR_END.test(facts.format) && CUT_PACKET.test(facts.messages)) return true;
  return (
    PROMISE_A_DURATION.test(facts.format) &&
    facts.promisedUs !== null &&
    isShort(facts.promisedUs, facts.endUs)
  );
}

/** Durations in headers are often rounded or count the tail of an encoder: 2 % may be missing, 0.5 to 5 s. */
export const isShort = (promisedUs: number, endUs: number): boolean =>
  promisedUs - endUs > Math.max(LEAST_TOLERATED_US, Math.min(MOST_TOLERATED_US, promisedUs / 50));
