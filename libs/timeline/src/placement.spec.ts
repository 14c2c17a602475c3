import type { ImageElement } from '@reelmill/contracts';
import fc from 'fast-check';
import { placePicture } from './placement';
import { SRC, specOf } from '../test/sample-facts';

const canvas = { width: 640, height: 360 };
const image = (more: Record<string, unknown> = {}) =>
  specOf({ elements: [{ type: 'image', src: SRC.wide, ...more }] }).elements[0] as ImageElement;
const rect = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const placed = (more: Record<string, unknown>, width: number, height: number) =>
  placePicture(image(more), { width, height }, canvas);

describe('placePicture', () => {
  it('fits a picture into the canvas, centred', () => {
    expect(placed({}, 200, 200)).toEqual({ box: rect(0, 0, 640, 360), picture: rect(140, 0, 360, 360) });
  });

  it('covers the canvas and lets the rest hang over', () => {
    expect(placed({ resize: 'cover' }, 200, 200)).toEqual({
      box: rect(0, 0, 640, 360),
      picture: rect(0, -140, 640, 640),
    });
  });

  it('stretches', () => {
    expect(placed({ resize: 'fill' }, 200, 200)?.picture).toEqual(rect(0, 0, 640, 360));
  });

  it('aligns the picture in its place, too', () => {
    expect(placed({ position: 'center-right' }, 200, 200)?.picture).toEqual(rect(280, 0, 360, 360));
    expect(placed({ position: 'top-center', resize: 'cover' }, 200, 200)?.picture.y).toBe(0);
  });

  it('takes width and height as the place, and the missing one from the shape', () => {
    expect(placed({ width: 100, height: 100 }, 400, 200)).toEqual({
      box: rect(270, 130, 100, 100),
      picture: rect(0, 26, 100, 50),
    });
    expect(placed({ width: 100, position: 'bottom-right' }, 400, 200)?.box).toEqual(rect(540, 310, 100, 50));
    expect(placed({ height: 100 }, 400, 200)?.box).toEqual(rect(220, 130, 200, 100));
  });

  it('shows a picture at x and y in its own size, at most the canvas', () => {
    expect(placed({ x: 10, y: 21 }, 201, 100)).toEqual({
      box: rect(10, 22, 202, 100),
      picture: rect(0, 0, 202, 100),
    });
    expect(placed({ x: 10 }, 6400, 3600)?.box).toEqual(rect(10, 0, 640, 360));
  });

  it('refuses to scale to more than 8192 x 8192', () => {
    expect(placed({ resize: 'cover' }, 1, 10_000)).toBeUndefined();
    expect(placed({ width: 8192 }, 1, 10_000)).toBeUndefined();
  });

  it('keeps everything even, covers fully and contains fully', () => {
    const sides = fc.integer({ min: 1, max: 5000 });
    const size = fc.option(fc.integer({ min: 1, max: 2000 }), { nil: undefined });
    fc.assert(
      fc.property(
        sides,
        sides,
        size,
        size,
        fc.constantFrom('contain', 'cover'),
        (wide, high, width, height, resize) => {
          const place = placed({ width, height, resize }, wide, high);
          if (!place) return;
          const { box, picture } = place;
          for (const { x, y, width: w, height: h } of [box, picture]) {
            expect([x % 2, y % 2, w % 2, h % 2].map(Math.abs)).toEqual([0, 0, 0, 0]);
          }
          const slack = [box.width - picture.width, box.height - picture.height];
          if (resize === 'contain') expect(Math.min(...slack)).toBeGreaterThanOrEqual(0);
          else expect(Math.max(...slack)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});
