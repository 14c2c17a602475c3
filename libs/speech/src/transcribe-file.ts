import { join } from 'node:path';
import { TaskError, type Probe, type Transcript } from '@reelmill/contracts';
import { probeMedia, runFfmpeg } from '@reelmill/media';
import { selectEngine } from './select-engine';
import type { TranscribeOptions } from './speech-engine';

/** Longest audio that is transcribed. */
export const MAX_SPEECH_MINUTES = 60;

const EXTRACT_LIMIT_MS = 600_000;
/** Of all progress, what getting the sound out of the file is. */
const EXTRACT_PART = 0.05;

export interface TranscribeFileOptions extends TranscribeOptions {
  language: string;
  /** An empty folder to work in; not cleaned here. */
  scratch: string;
}

/**
 * The words of a media file's first audio stream, timed from the start of the file; none when nobody speaks.
 * @throws TaskError `language_unsupported`, `media_unsuitable` without sound, `audio_too_long`, what
 * {@link probeMedia} and {@link runFfmpeg} throw; or the signal's reason.
 */
export async function transcribeFile(file: string, options: TranscribeFileOptions): Promise<Transcript> {
  const { language, scratch, signal, onProgress } = options;
  const engine = selectEngine(language);
  const durationUs = speechDurationUs(await probeMedia(file, { signal }));
  const wav = join(scratch, 'speech.wav');
  await extractSpeech(file, wav, {
    signal,
    totalUs: durationUs,
    onProgress: (part) => onProgress?.(part * EXTRACT_PART),
  });
  const words = await engine.transcribe(wav, {
    signal,
    onProgress: (part) => onProgress?.(EXTRACT_PART + part * (1 - EXTRACT_PART)),
  });
  return { language, engine: engine.name, words };
}

/** Length of the sound to be transcribed, in microseconds; throws when there is none or too much. */
export function speechDurationUs({ audio, durationUs }: Probe): number {
  const [first] = audio;
  if (!first)
    throw new TaskError('media_unsuitable', 'The file has no sound to transcribe; give one with speech.');
  const lengthUs = first.durationUs ?? durationUs ?? 0;
  const minutes = lengthUs / 60_000_000;
  if (minutes > MAX_SPEECH_MINUTES) {
    const message = `The audio is ${minutes.toFixed(1)} minutes long; at most ${MAX_SPEECH_MINUTES} are transcribed. Cut it.`;
    throw new TaskError('audio_too_long', message);
  }
  return lengthUs;
}

/** 16 kHz mono s16; bit-exact, so that the header is the plain one. Sound that begins late gets silence before it. */
function extractSpeech(
  file: string,
  output: string,
  run: { signal: AbortSignal; totalUs: number; onProgress: (fraction: number) => void },
): Promise<void> {
  return runFfmpeg({
    inputs: [{ path: file, options: [] }],
    outputOptions: [
      ...['-map', '0:a:0', '-af', 'aresample=16000:async=1:first_pts=0', '-ac', '1', '-c:a', 'pcm_s16le'],
      ...['-t', String(MAX_SPEECH_MINUTES * 60), '-map_metadata', '-1', '-fflags', '+bitexact', '-f', 'wav'],
    ],
    output,
    limitMs: EXTRACT_LIMIT_MS,
    ...run,
  });
}
