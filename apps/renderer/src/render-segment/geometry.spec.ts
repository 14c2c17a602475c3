import fc from 'fast-check';
import { covers, cropOf, evenHull, evenRect, intersection, onCanvas } from './geometry';

const coordinate = fc.integer({ min: -2000, max: 2000 });
const extent = fc.integer({ min: 1, max: 2000 });
const rect = fc.record({ x: coordinate, y: coordinate, width: extent, height: extent });
const numbers = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => [
  x,
  y,
  width,
  height,
];

describe('rectangles on even pixels', () => {
  it('move no edge by more than a pixel, unless nothing would be left', () => {
    fc.assert(
      fc.property(rect, (given) => {
        const even = evenRect(given);
        expect(numbers(even).every((value) => Math.abs(value % 2) === 0)).toBe(true);
        expect(Math.abs(even.x - given.x)).toBeLessThanOrEqual(1);
        expect(Math.abs(even.x + even.width - given.x - given.width)).toBeLessThanOrEqual(2);
        expect(even.width).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('share the edge that they shared', () => {
    fc.assert(
      fc.property(
        coordinate,
        fc.integer({ min: 3, max: 500 }),
        fc.integer({ min: 3, max: 500 }),
        (x, a, b) => {
          const [left, right] = [
            evenRect({ x, y: 0, width: a, height: 9 }),
            evenRect({ x: x + a, y: 0, width: b, height: 9 }),
          ];
          expect(left.x + left.width - right.x).toBe(0);
        },
      ),
    );
  });

  it('hold all of it when they are a hull', () => {
    fc.assert(
      fc.property(rect, (given) => {
        const hull = evenHull(given);
        expect(covers(hull, given)).toBe(true);
        expect(numbers(hull).every((value) => Math.abs(value % 2) === 0)).toBe(true);
        expect(hull.width - given.width).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe('rectangles', () => {
  it('share what is in both', () => {
    expect(
      intersection({ x: 0, y: 0, width: 10, height: 10 }, { x: 5, y: -5, width: 10, height: 10 }),
    ).toEqual({
      x: 5,
      y: 0,
      width: 5,
      height: 5,
    });
    expect(intersection({ x: 0, y: 0, width: 5, height: 5 }, { x: 5, y: 0, width: 5, height: 5 })).toBeNull();
  });

  it('are cut out of one another, magnified', () => {
    const whole = { x: -10, y: 4, width: 40, height: 20 };
    expect(cropOf({ x: 0, y: 4, width: 20, height: 20 }, whole)).toBe('crop=20:20:10:0');
    expect(cropOf({ x: 0, y: 4, width: 20, height: 20 }, whole, 4)).toBe('crop=80:80:40:0');
  });

  it('lie on the canvas with their box', () => {
    const place = {
      box: { x: 101, y: 50, width: 99, height: 100 },
      picture: { x: -21, y: 0, width: 140, height: 100 },
    };
    expect(onCanvas(place)).toEqual({
      box: { x: 102, y: 50, width: 98, height: 100 },
      picture: { x: 80, y: 50, width: 140, height: 100 },
    });
  });
});
