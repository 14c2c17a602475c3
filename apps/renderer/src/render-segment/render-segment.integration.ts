import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Layer, SegmentPlan, VideoLayer } from '@reelmill/contracts';
import { Studio, fills, plan, rect, type Picture } from '../studio.fixture';

const WHITE = 235;
const BLACK = 16;
const RED = [63, 102, 240];
const GREEN = [173, 42, 26];
const BLUE = [32, 240, 118];

jest.setTimeout(120_000);

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

const hashes = (frames: Picture[]) => frames.map(({ bytes }) => bytes.toString('latin1'));
const expectClose = (found: number[], wanted: number[], within = 2) =>
  found.forEach((value, index) => expect(Math.abs(value - wanted[index]!)).toBeLessThanOrEqual(within));

/** Adds an Exif segment with nothing but the orientation after the start mark of a JPEG. */
function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from(
    '4d4d002a00000008' + '0001' + '0112000300000001' + `000${orientation}0000` + '00000000',
    'hex',
  );
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const header = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, exif, jpeg.subarray(2)]);
}

const whole = rect(0, 0, 64, 36);
const onBlack = (layers: Layer[], frames = 1): SegmentPlan =>
  plan({ frames, scenes: [{ background: '#000000', layers }] });

describe('the bytes of a segment', () => {
  it('are BT.709, limited range, and say so', async () => {
    const red = plan({ frames: 3, scenes: [{ background: '#ff0000', layers: [] }] });
    const file = await studio.render(red);
    const [first] = await studio.decode(file, red);
    expect(first?.at(10, 10)).toEqual(RED);
    const { streams } = await studio.probe<{ streams: object[] }>(file, '-show_streams');
    expect(streams).toEqual([
      expect.objectContaining({
        codec_name: 'h264',
        pix_fmt: 'yuv420p',
        color_range: 'tv',
        color_space: 'bt709',
        color_transfer: 'bt709',
        color_primaries: 'bt709',
        r_frame_rate: '30/1',
        sample_aspect_ratio: '1:1',
      }),
    ]);
  });

  it('are the same every time', async () => {
    const image = await studio.image('mandelbrot=s=320x180');
    const zoomed = onBlack(
      [{ kind: 'image', asset: image, ...fills(whole), zoom: { from: 1, to: 2, frame: 0, frames: 20 } }],
      20,
    );
    const [once, again] = [await studio.render(zoomed), await studio.render(zoomed)];
    expect((await readFile(once)).equals(await readFile(again))).toBe(true);
  });

  it('have keyframes each two seconds and nowhere else', async () => {
    const source = 'nullsrc=s=64x36:r=30,geq=lum=mod(floor(N/7)*100\\,256):cb=128:cr=128';
    const clip = await studio.asset('-f', 'lavfi', '-i', source, '-t', '5', '-c:v', 'ffv1', 'matroska');
    const layer: VideoLayer = { kind: 'video', asset: clip, ...fills(whole), seekUs: 0, seekFrames: 0 };
    const file = await studio.render(onBlack([layer], 130));
    const { packets } = await studio.probe<{ packets: { flags: string }[] }>(file, '-show_packets');
    expect(packets).toHaveLength(130);
    expect(packets.flatMap(({ flags }, index) => (flags.startsWith('K') ? [index] : []))).toEqual([
      0, 60, 120,
    ]);
  });
});

describe('colours of the inputs', () => {
  const shown = async (asset: string, kind: 'image' | 'video' = 'image') => {
    const layer: Layer =
      kind === 'image'
        ? { kind, asset, ...fills(whole) }
        : { kind, asset, ...fills(whole), seekUs: 0, seekFrames: 0 };
    return (await studio.frames(onBlack([layer])))[0]!.at(32, 18);
  };
  const lossless = ['-frames:v', '1', '-c:v', 'ffv1'];
  const red = (size: string, matrix: string) => [
    '-f',
    'lavfi',
    '-i',
    `color=red:s=${size},format=gbrp,scale=out_color_matrix=${matrix}:out_range=tv,format=yuv444p`,
    ...lossless,
  ];

  it('are kept of a PNG', async () => {
    expect(await shown(await studio.image('color=red:s=64x36,format=rgb24'))).toEqual(RED);
  });

  it('are kept of a JPEG, which has full range', async () => {
    const jpeg = [
      '-f',
      'lavfi',
      '-i',
      'color=red:s=64x36,format=gbrp',
      '-frames:v',
      '1',
      '-q:v',
      '1',
      '-pix_fmt',
      'yuvj444p',
    ];
    expectClose(await shown(await studio.asset(...jpeg, '-c:v', 'mjpeg', 'image2')), RED);
  });

  it('are BT.601 of an SD clip that says nothing', async () => {
    expectClose(await shown(await studio.asset(...red('64x36', 'bt601'), 'matroska'), 'video'), RED);
  });

  it('are BT.709 of an HD clip that says nothing', async () => {
    expectClose(await shown(await studio.asset(...red('1280x720', 'bt709'), 'matroska'), 'video'), RED);
  });

  it('are what the clip says', async () => {
    const tagged = [...red('64x36', 'bt709'), '-colorspace', 'bt709', '-color_range', 'tv'];
    expectClose(await shown(await studio.asset(...tagged, 'matroska'), 'video'), RED);
    const odd = [...red('1280x720', 'bt601'), '-colorspace', 'smpte170m', '-color_range', 'tv'];
    expectClose(await shown(await studio.asset(...odd, 'matroska'), 'video'), RED);
  });
});

describe('places', () => {
  it('are exact for boxes of colour, on odd pixels too', async () => {
    const [frame] = await studio.frames(
      onBlack([{ kind: 'color', color: '#ffffff', box: rect(11, 7, 9, 5) }]),
    );
    const luma = (x: number, y: number) => frame!.at(x, y)[0];
    expect([luma(10, 9), luma(11, 9), luma(19, 9), luma(20, 9)]).toEqual([BLACK, WHITE, WHITE, BLACK]);
    expect([luma(15, 6), luma(15, 7), luma(15, 11), luma(15, 12)]).toEqual([BLACK, WHITE, WHITE, BLACK]);
  });

  it('leave no gap between neighbours that meet on an odd pixel', async () => {
    const white = await studio.image('color=white:s=64x36,format=rgb24');
    const layers: Layer[] = [rect(0, 0, 31, 36), rect(31, 0, 33, 36)].map((box) => ({
      kind: 'image',
      asset: white,
      ...fills(box),
    }));
    const [frame] = await studio.frames(onBlack(layers));
    for (let x = 0; x < 64; x += 1) expect(frame!.at(x, 20)[0]).toBe(WHITE);
  });

  it('cut a picture that covers its box, and show what lies under one that is contained', async () => {
    const halves = await studio.image(
      'color=red:s=40x20,format=rgb24,drawbox=x=20:y=0:w=20:h=20:color=blue:t=fill',
    );
    const cover: Layer = {
      kind: 'image',
      asset: halves,
      place: { box: rect(0, 0, 20, 20), picture: rect(-10, 0, 40, 20) },
    };
    const contain: Layer = {
      kind: 'image',
      asset: halves,
      place: { box: rect(24, 0, 40, 36), picture: rect(0, 8, 40, 20) },
    };
    const [frame] = await studio.frames(onBlack([cover, contain]));
    expectClose(frame!.at(4, 10), RED);
    expectClose(frame!.at(16, 10), BLUE);
    expect(frame!.at(21, 10)[0]).toBe(BLACK);
    expect(frame!.at(40, 4)[0]).toBe(BLACK);
    expectClose(frame!.at(28, 18), RED);
    expectClose(frame!.at(60, 18), BLUE);
  });

  it('go beyond the canvas', async () => {
    const white = await studio.image('color=white:s=64x36,format=rgb24');
    const [frame] = await studio.frames(
      onBlack([{ kind: 'image', asset: white, ...fills(rect(-30, -20, 50, 40)) }]),
    );
    expect([frame!.at(19, 19)[0], frame!.at(20, 19)[0], frame!.at(19, 20)[0]]).toEqual([WHITE, BLACK, BLACK]);
  });

  it('keep the transparency of an image, and the colour at its edge', async () => {
    // What is transparent here is green: nothing of it may show.
    const disc = await studio.image(
      `color=green:s=128x72,format=rgba,geq=r='if(lt(X,64),255,0)':g='if(lt(X,64),0,255)':b=0:a='if(lt(X,64),255,0)'`,
    );
    const [frame] = await studio.frames(onBlack([{ kind: 'image', asset: disc, ...fills(whole) }]));
    expectClose(frame!.at(29, 18), RED);
    expectClose(frame!.at(34, 18), [BLACK, 128, 128]);
    expect(frame!.at(31, 18)[2]).toBeGreaterThan(128);
  });

  it.each(['libvpx', 'libvpx-vp9'])('keep the transparency of a clip: %s', async (encoder) => {
    const source = `color=red:s=64x36:r=30,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X,32),255,0)',format=yuva420p`;
    const clip = await studio.asset(
      ...['-f', 'lavfi', '-i', source, '-frames:v', '3', '-c:v', encoder, '-auto-alt-ref', '0', 'webm'],
    );
    const layer: Layer = { kind: 'video', asset: clip, ...fills(whole), seekUs: 0, seekFrames: 0 };
    const [frame] = await studio.frames(onBlack([layer]));
    expectClose(frame!.at(10, 18), RED, 6);
    expectClose(frame!.at(50, 18), [BLACK, 128, 128], 4);
  });

  it('honour the rotation that a JPEG asks for', async () => {
    const halves = 'color=red:s=64x36,format=yuvj444p,drawbox=x=0:y=0:w=32:h=36:color=blue:t=fill';
    const upright = await studio.asset(
      '-f',
      'lavfi',
      '-i',
      halves,
      '-frames:v',
      '1',
      '-q:v',
      '1',
      '-c:v',
      'mjpeg',
      'image2',
    );
    const jpeg = await readFile(await studio.store.materialize(`assets/${upright}`, studio.folder));
    const turned = await studio.store.putAsset(Readable.from([withOrientation(jpeg, 6)]), { maxBytes: 1e6 });
    const layer: Layer = { kind: 'image', asset: turned.sha256, ...fills(rect(0, 0, 20, 36)) };
    const [frame] = await studio.frames(onBlack([layer]));
    // Orientation 6: turn it clockwise, left becomes top.
    expect(frame!.at(10, 4)[1]).toBeGreaterThan(200);
    expect(frame!.at(10, 32)[2]).toBeGreaterThan(200);
  });

  it('honour the rotation that a clip asks for', async () => {
    const source = 'color=red:s=64x36,format=yuv420p,drawbox=x=0:y=0:w=32:h=36:color=blue:t=fill';
    const plain = studio.path();
    const upright = await studio.asset(
      '-f',
      'lavfi',
      '-i',
      source,
      '-frames:v',
      '5',
      '-c:v',
      'mpeg4',
      '-q:v',
      '1',
      'mp4',
    );
    const turned = await studio.asset(
      '-i',
      await studio.store.materialize(`assets/${upright}`, plain),
      '-c',
      'copy',
      '-metadata:s:v',
      'rotate=90',
      'mp4',
    );
    const layer: Layer = {
      kind: 'video',
      asset: turned,
      ...fills(rect(0, 0, 20, 36)),
      seekUs: 0,
      seekFrames: 0,
    };
    const [frame] = await studio.frames(onBlack([layer]));
    const [top, bottom] = [frame!.at(10, 4), frame!.at(10, 32)];
    // ffmpeg 5.1 writes a quarter turn counterclockwise for this: right becomes top.
    expect(top[2]).toBeGreaterThan(200);
    expect(bottom[1]).toBeGreaterThan(200);
  });
});

describe('times', () => {
  const rates = [
    { name: '24 fps at 30', source: 24, fps: { num: 30, den: 1 } },
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

  it.each(rates)('of a clip do not depend on where a segment begins: $name', async ({ source, fps }) => {
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
        'mp4',
      ],
    );
    const layers = (first: number): Layer[] => [
      { kind: 'video', asset: clip, ...fills(whole), seekUs: 2_345_678, seekFrames: first },
    ];
    const all = { ...plan({ frames: 120, fps, scenes: [{ background: '#000000', layers: layers(0) }] }) };
    const continuous = hashes(await studio.frames(all));
    expect(new Set(continuous).size).toBeGreaterThan(90);
    for (const at of [60, 37]) {
      const parts = [];
      for (const part of cut(all, at, layers)) parts.push(...hashes(await studio.frames(part)));
      expect(parts).toEqual(continuous);
    }
  });

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
    const continuous = hashes(await studio.frames(all));
    expect(new Set(continuous).size).toBeGreaterThan(20);
    const parts = [];
    for (const part of cut(all, 23, layers)) parts.push(...hashes(await studio.frames(part)));
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
    const continuous = hashes(await studio.frames(all));
    const parts = [];
    for (const part of cut(all, 13, layers)) parts.push(...hashes(await studio.frames(part)));
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

describe('a zoom', () => {
  it('magnifies about the centre, from its first value to its last', async () => {
    const bar = await studio.image(
      'color=black:s=640x360,format=rgb24,drawbox=x=160:y=0:w=320:h=360:color=white:t=fill',
    );
    const frames = await studio.frames(
      onBlack(
        [{ kind: 'image', asset: bar, ...fills(whole), zoom: { from: 1, to: 2, frame: 0, frames: 31 } }],
        31,
      ),
    );
    const width = (frame: Picture) =>
      Array.from({ length: 64 }, (_, x) => frame.at(x, 18)[0]).filter((luma) => luma > 125).length;
    expect([width(frames[0]!), width(frames[15]!), width(frames[30]!)]).toEqual([32, 48, 64]);
  });

  it('lets a contained picture grow into its box', async () => {
    const white = await studio.image('color=white:s=64x16,format=rgb24');
    const layer: Layer = {
      kind: 'image',
      asset: white,
      place: { box: rect(0, 0, 64, 32), picture: rect(0, 8, 64, 16) },
      zoom: { from: 1, to: 2, frame: 0, frames: 2 },
    };
    const [first, last] = await studio.frames(onBlack([layer], 2));
    expect([first!.at(30, 4)[0], first!.at(30, 16)[0]]).toEqual([BLACK, WHITE]);
    expect([last!.at(30, 4)[0], last!.at(30, 16)[0]]).toEqual([WHITE, WHITE]);
  });
});

describe('scenes', () => {
  it('let the layers under them show where they are transparent', async () => {
    const [frame] = await studio.frames(
      plan({
        under: [{ kind: 'color', color: '#ff0000', box: whole }],
        scenes: [
          { background: null, layers: [{ kind: 'color', color: '#00ff00', box: rect(0, 0, 32, 36) }] },
        ],
        over: [{ kind: 'color', color: '#0000ff', box: rect(0, 0, 64, 8) }],
      }),
    );
    expectClose(frame!.at(10, 4), BLUE);
    expectClose(frame!.at(10, 20), GREEN);
    expectClose(frame!.at(50, 20), RED);
  });

  it('fade: frame i of n shows (i+1)/(n+1) of the second', async () => {
    const frames = await studio.frames(
      plan({
        frames: 15,
        transition: 'fade',
        scenes: ['#000000', '#ffffff'].map((background) => ({ background, layers: [] })),
      }),
    );
    frames.forEach((frame, index) => {
      const wanted = BLACK + ((WHITE - BLACK) * (index + 1)) / 16;
      expect(Math.abs(frame.at(30, 18)[0] - wanted)).toBeLessThanOrEqual(1);
    });
  });

  it('fade, when transparent, over layers that stay as they are', async () => {
    const under = await studio.image('mandelbrot=s=64x36');
    const layer: Layer = { kind: 'image', asset: under, ...fills(whole) };
    const [alone] = await studio.frames(plan({ under: [layer], scenes: [{ background: null, layers: [] }] }));
    const scene = (color: string, x: number) => ({
      background: null,
      layers: [{ kind: 'color' as const, color, box: rect(x, 0, 16, 36) }],
    });
    const frames = await studio.frames(
      plan({
        frames: 3,
        transition: 'fade',
        under: [layer],
        scenes: [scene('#ffffff', 0), scene('#ffffff', 32)],
        over: [{ kind: 'color', color: '#ff0000', box: rect(0, 0, 64, 4) }],
      }),
    );
    frames.forEach((frame, index) => {
      const into = (index + 1) / 4;
      const mixed = (x: number, weight: number) => alone!.at(x, 20)[0] * (1 - weight) + WHITE * weight;
      expect(frame.at(24, 20)).toEqual(alone!.at(24, 20));
      expect(frame.at(56, 20)).toEqual(alone!.at(56, 20));
      expect(Math.abs(frame.at(8, 20)[0] - mixed(8, 1 - into))).toBeLessThanOrEqual(2);
      expect(Math.abs(frame.at(40, 20)[0] - mixed(40, into))).toBeLessThanOrEqual(2);
      expectClose(frame.at(24, 2), RED);
    });
  });
});

describe('a plan that cannot be rendered', () => {
  it('says so when an asset is not in the store', async () => {
    const missing = onBlack([{ kind: 'image', asset: 'a'.repeat(64), ...fills(whole) }]);
    await expect(studio.render(missing)).rejects.toMatchObject({ failure: { code: 'input_missing' } });
  });

  it('says so when an asset is no picture', async () => {
    const sound = await studio.asset('-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'pcm_s16le', 'wav');
    const bad = onBlack([{ kind: 'image', asset: sound, ...fills(whole) }]);
    await expect(studio.render(bad)).rejects.toMatchObject({
      failure: { code: 'render_failed', retryable: false },
    });
  });
});
