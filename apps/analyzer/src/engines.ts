import { createHash } from 'node:crypto';
import { analyzeMedia, type CommandEngines } from '@reelmill/contracts';
import { ffmpegVersions } from '@reelmill/media';

/** Raised with every change of the code here that finds other facts in the same file. */
const REVISION = 1;
const LENGTH = 16;

/** Fingerprint of all that decides what is found in a file. 16 hex digits. */
export function engineOf({ ffmpeg, arch }: { ffmpeg: string; arch: string }): string {
  const parts = JSON.stringify(['analyzer', REVISION, ffmpeg, arch]);
  return createHash('sha256').update(parts).digest('hex').slice(0, LENGTH);
}

/** The engines of this worker. Throws TaskError `internal` when there is no ffmpeg. */
export async function readEngines(): Promise<CommandEngines> {
  const { ffmpeg } = await ffmpegVersions();
  return { [analyzeMedia.name]: engineOf({ ffmpeg, arch: process.arch }) };
}
