import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transcribeSpeech } from '@reelmill/contracts';
import { openObjectStore } from '@reelmill/objects';
import { createLogger } from '@reelmill/observability';
import { readEngines } from '../engines';
import { TranscribeSpeechHandler } from './transcribe-speech.handler';

describe('speech.transcribe', () => {
  it('answers with the words of an asset, by its contract, and tells its progress', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'transcribe-'));
    const store = openObjectStore({ directory });
    const speech = join(directory, 'speech.mp3');
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'flite=text=seven people are watching:voice=slt',
      speech,
    ]);
    const { sha256 } = await store.putAsset(createReadStream(speech), { maxBytes: 1e6 });
    const told: number[] = [];
    const transcript = await new TranscribeSpeechHandler(store).transcribe(
      { asset: sha256, language: 'en-US' },
      {
        job: '0b9e4b1c-8c3f-4a57-9d57-6a3f6ea1a001',
        task: '0b9e4b1c-8c3f-4a57-9d57-6a3f6ea1a002',
        attempt: 1,
        key: null,
        engine: null,
        signal: new AbortController().signal,
        logger: createLogger({ service: 'transcriber', level: 'silent' }),
        scratch: await mkdtemp(join(directory, 'scratch-')),
        progress: (fraction) => void told.push(fraction),
        reused: () => undefined,
      },
    );
    await rm(directory, { recursive: true });
    expect(transcribeSpeech.reply.parse(transcript)).toMatchObject({
      language: 'en-US',
      engine: 'pocketsphinx',
    });
    expect(transcript.words.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['people', 'are', 'watching']),
    );
    expect(told.at(-1)).toBeCloseTo(1);
  }, 120_000);

  it('has a fingerprint of 16 digits that stays', async () => {
    const engines = await readEngines();
    expect(Object.keys(engines)).toEqual([transcribeSpeech.name]);
    expect(engines[transcribeSpeech.name]).toMatch(/^[0-9a-f]{16}$/);
    expect(await readEngines()).toEqual(engines);
  });
});
