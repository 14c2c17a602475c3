import { createHash } from 'node:crypto';
import { transcribeSpeech, type CommandEngines } from '@reelmill/contracts';
import { ffmpegVersions } from '@reelmill/media';
import { SPEECH_ENGINES } from '@reelmill/speech';

/** Raised with every change of the code here that hears other words in the same file. */
const REVISION = 1;
const LENGTH = 16;

export interface EngineParts {
  ffmpeg: string;
  /** Fingerprint of each speech engine with its model. */
  speech: readonly string[];
  /** Processor architecture, as Node names it. */
  arch: string;
}

/** Fingerprint of all that decides over words and their times. 16 hex digits. */
export function engineOf({ ffmpeg, speech, arch }: EngineParts): string {
  const parts = JSON.stringify(['transcriber', REVISION, ffmpeg, speech, arch]);
  return createHash('sha256').update(parts).digest('hex').slice(0, LENGTH);
}

/** The engines of this worker. Throws TaskError `internal` when ffmpeg or a speech engine is not installed. */
export async function readEngines(): Promise<CommandEngines> {
  const { ffmpeg } = await ffmpegVersions();
  const speech = await Promise.all(SPEECH_ENGINES.map((engine) => engine.fingerprint()));
  return { [transcribeSpeech.name]: engineOf({ ffmpeg, speech, arch: process.arch }) };
}
