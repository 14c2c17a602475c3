import type { Layer, SegmentPlan } from '@reelmill/contracts';
import { Studio, fills, plan, rect } from '../studio.fixture';
import { WHITE, contents, onBlack, whole } from './pictures.fixture';

jest.setTimeout(120_000);

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

describe('times', () => {
  const rates = [
    { name: '24 fps at 30', source: 24, fps: { num: 30, den: 1 } },
    { name: '24 fps at 30, in MPEG-TS', source: 24, fps: { num: 30, den: 1 }, format: 'mpegts' },
    { name: '24 fps at 30, in AVI', source: 24, fps: { num: 30, den: 1 }, format: 'avi' },
    { name: '24 fps at 30, in Matroska', source: 24, fps: { num: 30, den: 1 }, format: 'matroska' },
    { name: '30000/1001 fps at 25', source: '30000/1001', fps: { num: 25, den: 1 } },
    { name: '25 fps at 30000/1001', source: 25, fps: { num: 30_000, den: 1001 } },
  ];
  /** A clip of 25 fps whose frame n has a luma of 16 + n. */
  const counting = (seconds: number) =>
    studio.asset(
      ...['-f', 'lavfi', '-i', `nullsrc=s=64x36:r=25,geq=lum='16+N':cb=128:cr=128`, '-t', String(seconds)],
      ...['-c:v', 'ffv1', '-colorspace', 'bt709', '-color_range', 'tv', 'matroska'],
    );
  const cut = (whole: SegmentPlan, at: number, layers: (first: number) => Layer[]): SegmentPlan[] =>
    [[0, at] as const, [at, whole.frames - at] as const].map(([first, frames]) => ({
      ...whole,
      frames,
      scenes: [{ background: '#000000', layers: layers(first) }],
    }));

  it.each(rates)(
    'of a clip do not depend on where a segment begins: $name',
    async ({ source, fps, format = 'mp4' }) => {
      const clip = await studio.asset(
        ...[
          '-f',
          'lavfi',
          '-i',
          `testsrc2=s=64x36:r=${source}`,
          '-t',
          '8',
          '-c:v',
          'libx264',
          '-preset',
          'veryfast',
          format,
        ],
      );
      const layers = (first: number): Layer[] => [
        { kind: 'video', asset: clip, ...fills(whole), seekUs: 2_345_678, seekFrames: first },
      ];
      const all = { ...plan({ frames: 120, fps, scenes: [{ background: '#000000', layers: layers(0) }] }) };
      const continuous = contents(await studio.frames(all));
      expect(new Set(continuous).size).toBeGreaterThan(90);
      for (const at of [60, 37]) {
        const parts = [];
        for (const part of cut(all, at, layers)) parts.push(...contents(await studio.frames(part)));
        expect(parts).toEqual(continuous);
      }
    },
  );

  it('of a clip are those of its frames', async () => {
    const clip = await counting(4);
    const layer: Layer = {
      kind: 'video',
      asset: clip,
      ...fills(whole),
      seekUs: 2_000_000,
      seekFrames: 5,
      from: 2,
      until: 6,
    };
    const frames = await studio.frames({ ...onBlack([layer], 8), fps: { num: 25, den: 1 } });
    expect(frames.map((frame) => frame.at(30, 18)[0])).toEqual([16, 16, 71, 72, 73, 74, 16, 16]);
  });

  it('of a clip that has ended stand still at its last frame, wherever the segment begins', async () => {
    const clip = await counting(1);
    const lumas = async (seekUs: number) => {
      const layer: Layer = { kind: 'video', asset: clip, ...fills(whole), seekUs, seekFrames: 0 };
      const frames = await studio.frames({ ...onBlack([layer], 4), fps: { num: 25, den: 1 } });
      return frames.map((frame) => frame.at(30, 18)[0]);
    };
    expect(await lumas(920_000)).toEqual([39, 40, 40, 40]);
    expect(await lumas(60_000_000)).toEqual([40, 40, 40, 40]);
  });

  it('of a zoom do not depend on where a segment begins', async () => {
    const image = await studio.image('mandelbrot=s=640x360');
    const layers = (first: number): Layer[] => [
      {
        kind: 'image',
        asset: image,
        ...fills(whole),
        zoom: { from: 1, to: 1.7, frame: 11 + first, frames: 150 },
      },
    ];
    const all = onBlack(layers(0), 60);
    const continuous = contents(await studio.frames(all));
    expect(new Set(continuous).size).toBeGreaterThan(20);
    const parts = [];
    for (const part of cut(all, 23, layers)) parts.push(...contents(await studio.frames(part)));
    expect(parts).toEqual(continuous);
  });

  it('of a zoomed clip do not depend on where a segment begins', async () => {
    const clip = await studio.asset(
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=128x72:r=30',
      '-t',
      '4',
      '-c:v',
      'libx264',
      'mp4',
    );
    const layers = (first: number): Layer[] => [
      {
        kind: 'video',
        asset: clip,
        ...fills(whole),
        seekUs: 500_000,
        seekFrames: first,
        zoom: { from: 1.5, to: 1, frame: first, frames: 40 },
      },
    ];
    const all = onBlack(layers(0), 40);
    const continuous = contents(await studio.frames(all));
    const parts = [];
    for (const part of cut(all, 13, layers)) parts.push(...contents(await studio.frames(part)));
    expect(parts).toEqual(continuous);
  });

  it('of layers are exact to the frame', async () => {
    const white = await studio.image('color=white:s=64x36,format=rgb24');
    const box = { x: 8, width: 8, height: 8 };
    const layers: Layer[] = [
      { kind: 'color', color: '#ffffff', box: { ...box, y: 0 }, from: 2, until: 5 },
      { kind: 'image', asset: white, ...fills({ ...box, y: 8 }), from: 3 },
      {
        kind: 'image',
        asset: white,
        ...fills({ ...box, y: 16 }),
        from: 1,
        until: 4,
        zoom: { from: 1, to: 2, frame: 0, frames: 3 },
      },
      {
        kind: 'text',
        picture: { width: 8, height: 8, boxes: [{ rect: rect(0, 0, 8, 8), color: '#ffffff' }], runs: [] },
        ...{ x: 8, y: 24, from: 4, until: 5 },
      },
    ];
    const frames = await studio.frames(onBlack(layers, 6));
    const shown = (y: number) => frames.map((frame) => (frame.at(12, y)[0] === WHITE ? 1 : 0)).join('');
    expect([shown(4), shown(12), shown(20), shown(28)]).toEqual(['001110', '000111', '011100', '000010']);
  });
});
