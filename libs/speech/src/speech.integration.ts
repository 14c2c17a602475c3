import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TaskError } from '@reelmill/contracts';
import { pocketsphinx } from './pocketsphinx';
import { transcribeFile } from './transcribe-file';

const folder = mkdtempSync(join(tmpdir(), 'speech-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT_MS = 120_000;
const SENTENCE = 'the quick brown fox jumps over the lazy dog';
/** ffmpeg's own synthetic voice. */
const spoken = (text: string) => ['-f', 'lavfi', '-i', `flite=text='${text}':voice=awb`];
const PICTURES = ['-f', 'lavfi', '-i', 'color=s=64x36:r=5:d=3'];
const SILENCE = ['-f', 'lavfi', '-i', 'anullsrc=d=3'];

function make(name: string, ...args: string[]): string {
  const file = join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, file]);
  return file;
}

function transcribe(file: string, more: { language?: string; onProgress?: (part: number) => void } = {}) {
  const scratch = mkdtempSync(join(folder, 'scratch-'));
  const done = transcribeFile(file, {
    language: 'en',
    scratch,
    signal: new AbortController().signal,
    ...more,
  });
  return { done, scratch };
}

/** The command lines of all processes that run. */
const processes = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });

describe('transcribeFile', () => {
  it(
    'finds most words of a sentence, with rising times within the sound, and repeats itself',
    async () => {
      const file = make('sentence.wav', ...spoken(SENTENCE), '-af', 'adelay=1000,apad=pad_dur=1');
      const progress: number[] = [];
      const { done, scratch } = transcribe(file, { onProgress: (part) => progress.push(part) });
      const { words, ...about } = await done;
      expect(about).toEqual({ language: 'en', engine: 'pocketsphinx' });
      const heard = words.map(({ text }) => text);
      const expected = SENTENCE.split(' ');
      expect(expected.filter((word) => heard.includes(word)).length).toBeGreaterThanOrEqual(7);
      expect(heard.length).toBeLessThanOrEqual(11);
      const times = words.flatMap(({ startMs, endMs }) => [startMs, endMs]);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times[0]).toBeGreaterThan(900);
      expect(times.at(-1)).toBeLessThan(4500);
      expect(progress.at(-1)).toBeCloseTo(1);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      // A plain header of 16 bytes, PCM, one channel; and nothing left of the engine's own files.
      expect(readFileSync(join(scratch, 'speech.wav')).toString('hex', 16, 24)).toBe('1000000001000100');
      expect(readdirSync(scratch)).toEqual(['speech.wav']);
      expect((await transcribe(file).done).words).toEqual(words);
    },
    LIMIT_MS,
  );

  it(
    'times words from the start of the file, also when its sound begins later',
    async () => {
      const late = make(
        'late.mkv',
        ...PICTURES,
        '-itsoffset',
        '2',
        ...spoken('the lazy dog'),
        '-c:v',
        'libx264',
        '-c:a',
        'flac',
      );
      const { words } = await transcribe(late).done;
      expect(words.length).toBeGreaterThan(0);
      expect(words[0]?.startMs).toBeGreaterThanOrEqual(1900);
      expect(words[0]?.startMs).toBeLessThan(2600);
    },
    LIMIT_MS,
  );

  it(
    'finds no words in silence',
    async () => {
      expect((await transcribe(make('silence.m4a', ...SILENCE)).done).words).toEqual([]);
    },
    LIMIT_MS,
  );

  it('refuses a video without sound and a language without an engine', async () => {
    const silent = make('silent.mp4', ...PICTURES);
    await expect(transcribe(silent).done).rejects.toMatchObject({ failure: { code: 'media_unsuitable' } });
    await expect(transcribe(silent, { language: 'de' }).done).rejects.toMatchObject({
      failure: { code: 'language_unsupported' },
    });
  });

  it('refuses more than an hour before it works on it', async () => {
    const long = make('long.flac', '-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono:d=3660');
    const { done, scratch } = transcribe(long);
    await expect(done).rejects.toMatchObject({ failure: { code: 'audio_too_long', retryable: false } });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('an abort', () => {
  it(
    'ends the engine within two seconds and leaves none of its files and processes',
    async () => {
      const file = make('plain.wav', ...spoken(SENTENCE), '-ar', '16000', '-ac', '1', '-bitexact');
      const own = `${file}.utterances`;
      const stop = new AbortController();
      const done = pocketsphinx.transcribe(file, { signal: stop.signal });
      const outcome = expect(done).rejects.toMatchObject({ failure: { code: 'cancelled' } });
      while (!processes().some((line) => line.startsWith('pocketsphinx_batch') && line.includes(own)))
        await setTimeout(20);
      const aborted = Date.now();
      stop.abort(new TaskError('cancelled', 'The job was cancelled.'));
      await outcome;
      expect(Date.now() - aborted).toBeLessThan(2000);
      expect(existsSync(own)).toBe(false);
      expect(processes().filter((line) => line.includes(own))).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('the fingerprint of pocketsphinx', () => {
  it('is the same each time', async () => {
    const first = await pocketsphinx.fingerprint();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await pocketsphinx.fingerprint()).toBe(first);
  });
});
