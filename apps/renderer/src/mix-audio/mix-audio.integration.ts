import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { AudioPlan, AudioTrack } from '@reelmill/contracts';
import { runFfmpeg } from '@reelmill/media';
import { Studio } from '../studio.fixture';
import { mixAudio } from './mix-audio';
import { mixCommand } from './mix-graph';
import { describeSound, type SourceSound } from './source-sound';

jest.setTimeout(120_000);

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

const signal = new AbortController().signal;
const SECOND = 48_000;
const HALF = 16_384;

/** A WAV whose sample n (at 48 kHz) is what the expression says, -1..1. */
const wave = (expression: string, seconds: number, more = '') =>
  studio.asset(
    '-f',
    'lavfi',
    '-i',
    `aevalsrc='${expression}':s=48000:d=${seconds}${more}`,
    '-c:a',
    'pcm_s16le',
    'wav',
  );

const track = (asset: string, more: Partial<AudioTrack> = {}): AudioTrack => ({
  asset,
  at: 0,
  samples: SECOND,
  seekUs: 0,
  loop: false,
  volume: 1,
  fadeIn: 0,
  fadeOut: 0,
  ...more,
});

/** Left and right of the decoded file, as 16-bit numbers. */
async function decode(file: string): Promise<{ left: Int16Array; right: Int16Array }> {
  const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', file, '-f', 's16le', '-'], {
    encoding: 'buffer',
    maxBuffer: 1024 ** 3,
  });
  const length = stdout.length / 4;
  const side = (offset: number) =>
    Int16Array.from({ length }, (_, index) => stdout.readInt16LE(index * 4 + offset));
  return { left: side(0), right: side(2) };
}

/** The mix before it is encoded: what AAC makes of it is not exact. */
async function samplesOf(plan: AudioPlan): Promise<{ left: Int16Array; right: Int16Array }> {
  const sounds = new Map<string, SourceSound>();
  for (const { asset } of plan.tracks) {
    if (sounds.has(asset)) continue;
    const path = await studio.store.materialize(`assets/${asset}`, studio.folder);
    sounds.set(asset, await describeSound(path, { signal }));
  }
  const tracks = plan.tracks.map((each) => ({ track: each, sound: sounds.get(each.asset)! }));
  const output = studio.path();
  const outputOptions = ['-map', '[out]', '-c:a', 'pcm_s16le', '-f', 'wav'];
  await runFfmpeg({ ...mixCommand(plan.samples, tracks), outputOptions, output, signal, limitMs: 60_000 });
  return decode(output);
}

async function mixed(plan: AudioPlan): Promise<string> {
  const output = studio.path();
  await mixAudio(plan, output, studio.work());
  return output;
}

describe('the file of a mix', () => {
  it.each([1, 48_000, 48_001, 100_000])('lasts exactly %d samples', async (samples) => {
    const file = await mixed({ samples, tracks: [track(await wave('0.5', 1))] });
    const { streams } = await studio.probe<{ streams: object[] }>(file, '-show_streams');
    expect(streams).toEqual([
      expect.objectContaining({
        codec_name: 'aac',
        sample_rate: '48000',
        channels: 2,
        start_pts: 0,
        duration_ts: samples,
      }),
    ]);
  });

  it('is silent where nothing sounds', async () => {
    const { left, right } = await decode(await mixed({ samples: SECOND, tracks: [] }));
    expect(left.every((sample) => sample === 0) && right.every((sample) => sample === 0)).toBe(true);
  });

  it('is the same every time', async () => {
    const plan = {
      samples: SECOND,
      tracks: [track(await wave('0.5*sin(2*PI*440*t)', 1), { fadeIn: 100, volume: 0.7 })],
    };
    const [once, again] = [await mixed(plan), await mixed(plan)];
    expect((await readFile(once)).equals(await readFile(again))).toBe(true);
  });
});

describe('a track', () => {
  it('sounds from its sample to its sample, on both sides as it is', async () => {
    const tracks = [track(await wave('0.5', 1), { at: 12_345, samples: 1001 })];
    const { left, right } = await samplesOf({ samples: 20_000, tracks });
    expect(left).toHaveLength(20_000);
    expect([left[12_344], left[12_345], left[13_345], left[13_346]]).toEqual([0, HALF, HALF, 0]);
    expect(right).toEqual(left);
  });

  it('begins in its asset where it should', async () => {
    const tracks = [track(await wave('if(gte(n,72000),0.5,0)', 4), { seekUs: 1_250_000 })];
    const { left } = await samplesOf({ samples: SECOND, tracks });
    expect([left[11_999], left[12_000]]).toEqual([0, HALF]);
  });

  it('ends where the video does, and adds nothing after its asset', async () => {
    const tracks = [track(await wave('0.5', 1), { at: 100, samples: 10 * SECOND })];
    const { left } = await samplesOf({ samples: 2 * SECOND, tracks });
    expect(left).toHaveLength(2 * SECOND);
    expect([left[SECOND + 99], left[SECOND + 100]]).toEqual([HALF, 0]);
  });

  it('fades linearly', async () => {
    const tracks = [track(await wave('0.5', 1), { fadeIn: 10_000, fadeOut: 20_000 })];
    const { left } = await samplesOf({ samples: SECOND, tracks });
    const near = (index: number, wanted: number) =>
      expect(Math.abs(left[index]! - wanted * HALF)).toBeLessThan(4);
    near(0, 0);
    near(5000, 0.5);
    near(10_000, 1);
    near(28_000, 1);
    near(38_000, 0.5);
    near(47_999, 0);
  });

  it('adds to the others, weighted, and is cut off at full scale instead of wrapping', async () => {
    const half = await wave('0.5', 1);
    const sum = async (...volumes: number[]) => {
      const tracks = volumes.map((volume) => track(half, { volume }));
      return (await samplesOf({ samples: 1000, tracks })).left[500];
    };
    expect(await sum(0.5, 0.25)).toBe(HALF * 0.75);
    expect(await sum(1, 1, 1)).toBe(32_767);
    expect(await sum(...Array.from({ length: 300 }, () => 0.005))).toBe(HALF * 1.5);
  });

  it('follows others in its lane to the sample', async () => {
    const half = await wave('0.5', 1);
    const starts = Array.from({ length: 200 }, (_, index) => index * 501 + (index % 7));
    const tracks = starts.map((at) => track(half, { at, samples: 100 }));
    const { left } = await samplesOf({ samples: 200 * 501, tracks });
    const sounding = new Set(starts.flatMap((at) => Array.from({ length: 100 }, (_, index) => at + index)));
    expect(left.every((sample, index) => sample === (sounding.has(index) ? HALF : 0))).toBe(true);
  });

  it('keeps the sides of stereo, and does not clip when more channels are mixed down', async () => {
    const stereo = await wave('0.25|0.5', 1, ':c=stereo');
    const { left, right } = await samplesOf({ samples: 1000, tracks: [track(stereo)] });
    expect([left[500], right[500]]).toEqual([HALF / 2, HALF]);
    const six = await wave('0.9|0.9|0.9|0.9|0.9|0.9', 1, ':c=5.1');
    const surround = await samplesOf({ samples: 1000, tracks: [track(six)] });
    expect(surround.left[500]).toBeLessThan(32_700);
    expect(surround.left[500]).toBeGreaterThan(20_000);
  });

  it('loops from where it begins in its asset, without a gap', async () => {
    const saw = await wave('mod(n,24000)/48000', 0.5);
    const file = await mixed({
      samples: 3 * SECOND,
      tracks: [track(saw, { seekUs: 250_000, loop: true, samples: 2 * SECOND })],
    });
    const { left } = await decode(file);
    const near = (index: number, wanted: number) =>
      expect(Math.abs(left[index]! / 32_768 - wanted)).toBeLessThan(0.03);
    for (const start of [0, 12_000, 24_000, 84_000]) {
      near(start + 1000, 0.25 + 1000 / 48_000);
      near(start + 11_000, 0.25 + 11_000 / 48_000);
    }
    near(2 * SECOND + 2000, 0);
  });

  it('is silent when it loops from beyond the end of its asset', async () => {
    const tracks = [track(await wave('0.5', 1), { seekUs: 5_000_000, loop: true })];
    const { left } = await decode(await mixed({ samples: SECOND, tracks }));
    expect(left.every((sample) => sample === 0)).toBe(true);
  });

  it('is an error when its asset has no sound', async () => {
    const image = await studio.image('color=red:s=16x16');
    const plan = { samples: SECOND, tracks: [track(image)] };
    await expect(mixed(plan)).rejects.toMatchObject({ failure: { code: 'media_unsuitable' } });
  });
});
