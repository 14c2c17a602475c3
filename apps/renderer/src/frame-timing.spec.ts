import fc from 'fast-check';
import { framesToSeconds, keyframeInterval, ticksPerFrame, timescale } from './frame-timing';

const rate = fc.record({
  num: fc.integer({ min: 1, max: 1_000_000 }),
  den: fc.integer({ min: 1, max: 10_000 }),
});

describe('the clock of a video track', () => {
  it.each([
    [25, 1, 12_800, 512],
    [30, 1, 15_360, 512],
    [30_000, 1001, 30_000, 1001],
  ])('of %d/%d fps has %d ticks a second, %d a frame', (num, den, ticks, frame) => {
    expect([timescale({ num, den }), ticksPerFrame({ num, den })]).toEqual([ticks, frame]);
  });

  it('has whole ticks in a frame at any rate, and is fine enough for players', () => {
    fc.assert(
      fc.property(rate, (fps) => {
        expect(timescale(fps)).toBeGreaterThanOrEqual(10_000);
        expect(Number.isInteger(ticksPerFrame(fps))).toBe(true);
        expect(ticksPerFrame(fps) * fps.num).toBe(timescale(fps) * fps.den);
      }),
    );
  });
});

describe('keyframes', () => {
  it('come each two seconds', () => {
    expect(keyframeInterval({ num: 25, den: 1 })).toBe(50);
    expect(keyframeInterval({ num: 30_000, den: 1001 })).toBe(60);
    expect(keyframeInterval({ num: 1, den: 10 })).toBe(1);
  });
});

describe('the time of frames', () => {
  it('is exact', () => expect(framesToSeconds(120, { num: 30_000, den: 1001 })).toBe(4.004));
});
