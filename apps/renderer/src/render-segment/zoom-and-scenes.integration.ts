import type { Layer } from '@reelmill/contracts';
import { Studio, fills, plan, rect, type Picture } from '../studio.fixture';
import { BLACK, BLUE, GREEN, RED, WHITE, expectClose, onBlack, whole } from './pictures.fixture';

jest.setTimeout(120_000);

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

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
