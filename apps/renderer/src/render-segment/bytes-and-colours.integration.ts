import { readFile } from 'node:fs/promises';
import type { Layer, VideoLayer } from '@reelmill/contracts';
import { Studio, fills, plan } from '../studio.fixture';
import { RED, expectClose, onBlack, whole } from './pictures.fixture';

jest.setTimeout(120_000);

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

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
