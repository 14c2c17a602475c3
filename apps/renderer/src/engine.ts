import { createHash } from 'node:crypto';
import { ffmpegVersions } from '@reelmill/media';
import { typesettingFingerprint } from '@reelmill/typesetting';

/** Raised with every change of the code here that makes other bytes of the same plan. */
export const REVISION = 2;
const LENGTH = 16;

export interface EngineParts {
  ffmpeg: string;
  libx264: string;
  /** Fingerprint of the canvas and its fonts. */
  typesetting: string;
  /** Processor architecture, as Node names it. */
  arch: string;
}

/** Fingerprint of all that makes bytes: equal engines give equal bytes for equal plans. 16 hex digits. */
export function engineOf({ ffmpeg, libx264, typesetting, arch }: EngineParts): string {
  const parts = JSON.stringify([REVISION, ffmpeg, libx264, typesetting, arch]);
  return createHash('sha256').update(parts).digest('hex').slice(0, LENGTH);
}

/** The engine of this worker. Throws TaskError `internal` when there is no ffmpeg with libx264. */
export async function readEngine(): Promise<string> {
  return engineOf({ ...(await ffmpegVersions()), typesetting: typesettingFingerprint(), arch: process.arch });
}
