import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import type { AssemblePlan, EncoderSettings, Rational, SegmentPlan } from '@reelmill/contracts';
import { ticksPerFrame } from '../frame-timing';
import { mixAudio } from '../mix-audio/mix-audio';
import { Studio, fills, plan, rect } from '../studio.fixture';
import { joinVideo, takeThumbnail } from './assemble-video';

jest.setTimeout(120_000);

let studio: Studio;
let clip: string;
beforeAll(async () => {
  studio = await Studio.open();
  clip = await studio.asset(
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=128x72:r=60',
    '-t',
    '8',
    '-c:v',
    'ffv1',
    'matroska',
  );
});
afterAll(() => studio.close());

const canvas = rect(0, 0, 128, 72);

const segment = (first: number, frames: number, more: Pick<SegmentPlan, 'fps' | 'encoder'>): SegmentPlan =>
  plan({
    ...more,
    ...{ width: 128, height: 72, frames },
    scenes: [
      {
        background: '#000000',
        layers: [{ kind: 'video', asset: clip, ...fills(canvas), seekUs: 0, seekFrames: first }],
      },
    ],
  });

async function storeFile(file: string): Promise<string> {
  const { sha256 } = await studio.store.putAsset(createReadStream(file), { maxBytes: 1e9 });
  return `assets/${sha256}`;
}

/** Renders segments of these lengths and a sound, and joins them. */
async function assemble(lengths: number[], more: { fps: Rational; encoder: EncoderSettings }) {
  const segments: AssemblePlan['segments'] = [];
  let first = 0;
  for (const frames of lengths) {
    segments.push({ object: await storeFile(await studio.render(segment(first, frames, more))), frames });
    first += frames;
  }
  const sound = studio.path();
  const samples = Math.round((first * 48_000 * more.fps.den) / more.fps.num);
  await mixAudio({ samples, tracks: [] }, sound, studio.work());
  const assembly: AssemblePlan = {
    ...more,
    ...{ width: 128, height: 72, segments, audio: await storeFile(sound), thumbnailFrame: 130 },
  };
  const video = studio.path();
  await joinVideo(assembly, video, studio.work());
  return { assembly, video, frames: first };
}

interface Packet {
  pts: number;
  dts: number;
}

describe('an assembled video', () => {
  const cases: { name: string; lengths: number[]; fps: Rational; encoder: EncoderSettings }[] = [
    {
      name: 'low quality',
      lengths: [120, 1, 50],
      fps: { num: 30, den: 1 },
      encoder: { crf: 28, preset: 'veryfast' },
    },
    {
      name: 'draft',
      lengths: [120, 1, 50],
      fps: { num: 30, den: 1 },
      encoder: { crf: 32, preset: 'ultrafast' },
    },
    {
      name: 'high quality',
      lengths: [3, 2, 100, 1, 1, 30],
      fps: { num: 25, den: 1 },
      encoder: { crf: 18, preset: 'medium' },
    },
    {
      name: 'NTSC',
      lengths: [120, 1, 2, 3, 50],
      fps: { num: 30_000, den: 1001 },
      encoder: { crf: 23, preset: 'veryfast' },
    },
  ];

  it.each(cases)('has every frame on its tick: $name', async ({ lengths, ...more }) => {
    const { video, frames } = await assemble(lengths, more);
    const { packets } = await studio.probe<{ packets: Packet[] }>(
      video,
      '-select_streams',
      'v',
      '-show_packets',
    );
    const tick = ticksPerFrame(more.fps);
    expect(packets.map(({ pts }) => pts / tick).sort((a, b) => a - b)).toEqual([...Array(frames).keys()]);
    const start = packets[0]!.dts / tick;
    expect(packets.map(({ dts }) => dts / tick)).toEqual(packets.map((_, index) => start + index));
    expect(packets.every(({ pts, dts }) => pts >= dts)).toBe(true);

    const seconds = (frames * more.fps.den) / more.fps.num;
    const facts = await studio.probe<{ format: object; streams: { duration: string; start_time: string }[] }>(
      video,
      ...['-show_format', '-show_streams'],
    );
    expect(facts.streams.map(({ start_time }) => start_time)).toEqual(['0.000000', '0.000000']);
    for (const { duration } of facts.streams) expect(Math.abs(Number(duration) - seconds)).toBeLessThan(1e-3);
  });

  it('shows the frames of its segments, and decodes without a warning', async () => {
    const more = { fps: { num: 30, den: 1 }, encoder: { crf: 0, preset: 'ultrafast' as const } };
    const { video } = await assemble([40, 1, 19], more);
    const joined = await studio.decode(video, canvas);
    const alone = await studio.decode(await studio.render(segment(0, 60, more)), canvas);
    expect(joined.map(({ bytes }) => bytes.toString('latin1'))).toEqual(
      alone.map(({ bytes }) => bytes.toString('latin1')),
    );
    const { stderr } = await promisify(execFile)('ffmpeg', ['-v', 'warning', '-i', video, '-f', 'null', '-']);
    expect(stderr).toBe('');
  });

  it('can be played while it loads', async () => {
    const { video } = await assemble([30], {
      fps: { num: 30, den: 1 },
      encoder: { crf: 28, preset: 'veryfast' },
    });
    const { stderr } = await promisify(execFile)('ffprobe', ['-v', 'trace', video]);
    expect(stderr.indexOf("type:'moov'")).toBeLessThan(stderr.indexOf("type:'mdat'"));
  });

  it('has a thumbnail of the frame that was asked for, in the right colours', async () => {
    const { assembly, video } = await assemble([120, 20], {
      fps: { num: 30, den: 1 },
      encoder: { crf: 0, preset: 'ultrafast' },
    });
    const output = studio.path();
    await takeThumbnail(assembly, { video, output }, studio.work());
    const { streams } = await studio.probe<{ streams: object[] }>(output, '-show_streams');
    expect(streams).toEqual([expect.objectContaining({ codec_name: 'mjpeg', width: 128, height: 72 })]);
    const thumbnail = await studio.asset('-f', 'jpeg_pipe', '-i', output, '-c', 'copy', 'image2');
    const shown = plan({
      ...canvas,
      scenes: [{ background: null, layers: [{ kind: 'image', asset: thumbnail, ...fills(canvas) }] }],
    });
    const difference = async (frame: number) => {
      const [wanted] = await studio.frames(segment(frame, 1, assembly));
      const [found] = await studio.frames(shown);
      return found!.bytes.reduce((sum, byte, index) => sum + Math.abs(byte - wanted!.bytes[index]!), 0);
    };
    const [before, exact, after] = [await difference(129), await difference(130), await difference(131)];
    expect(exact).toBeLessThan(Math.min(before, after));
    expect(exact / (128 * 72 * 1.5)).toBeLessThan(4);
  });

  it('is not made of segments that lack a frame', async () => {
    const more = { fps: { num: 30, den: 1 }, encoder: { crf: 28, preset: 'veryfast' as const } };
    const { assembly } = await assemble([10], more);
    const longer = { ...assembly, segments: assembly.segments.map(({ object }) => ({ object, frames: 11 })) };
    await expect(joinVideo(longer, studio.path(), studio.work())).rejects.toMatchObject({
      failure: { code: 'render_failed' },
    });
  });

  it('is not made when a segment is missing', async () => {
    const more = { fps: { num: 30, den: 1 }, encoder: { crf: 28, preset: 'veryfast' as const } };
    const { assembly } = await assemble([10], more);
    const object = `artifacts/${'a'.repeat(64)}/segment.mp4`;
    const missing = { ...assembly, segments: [{ object, frames: 10 }] };
    await expect(joinVideo(missing, studio.path(), studio.work())).rejects.toMatchObject({
      failure: { code: 'input_missing' },
    });
  });
});
