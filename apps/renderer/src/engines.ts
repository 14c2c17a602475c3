import { createHash } from 'node:crypto';
import { assembleVideo, mixAudio, renderSegment, type CommandEngines } from '@reelmill/contracts';
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

/** Of each command, a fingerprint of all that it makes bytes with: equal engines give equal bytes for equal plans. */
export function enginesOf({ ffmpeg, libx264, typesetting, arch }: EngineParts): CommandEngines {
  return {
    [renderSegment.name]: fingerprint(ffmpeg, libx264, typesetting, arch),
    // AAC by ffmpeg's own encoder.
    [mixAudio.name]: fingerprint(ffmpeg, arch),
    // Streams are copied, and the thumbnail is decoded and encoded by ffmpeg itself.
    [assembleVideo.name]: fingerprint(ffmpeg, arch),
  };
}

/** The engines of this worker. Throws TaskError `internal` when there is no ffmpeg with libx264. */
export async function readEngines(): Promise<CommandEngines> {
  return enginesOf({
    ...(await ffmpegVersions()),
    typesetting: typesettingFingerprint(),
    arch: process.arch,
  });
}

/** 16 hex digits. */
const fingerprint = (...parts: string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([REVISION, ...parts]))
    .digest('hex')
    .slice(0, LENGTH);
