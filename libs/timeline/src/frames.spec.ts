import { frameRate, framesCovering, framesOf, sampleAtFrame } from './frames';

const PAL = { num: 25, den: 1 };
const NTSC = { num: 30_000, den: 1001 };

describe('frameRate', () => {
  it.each([
    [25, 25, 1],
    [29.97, 30_000, 1001],
    [23.976, 24_000, 1001],
    [59.94, 60_000, 1001],
    [12.5, 25, 2],
    [7.123, 7123, 1000],
  ])('%d is %d/%d', (fps, num, den) => {
    expect(frameRate(fps)).toEqual({ num, den });
  });
});

it('rounds stated times to the nearest frame', () => {
  expect([0.019, 0.02, 0.58, 3, 3.019].map((seconds) => framesOf(seconds, PAL))).toEqual([0, 1, 15, 75, 75]);
});

it('rounds natural lengths up, but not for the sake of a microsecond', () => {
  expect(framesCovering(4_000_000, PAL)).toBe(100);
  expect(framesCovering(4_000_001, PAL)).toBe(100);
  expect(framesCovering(4_000_010, PAL)).toBe(101);
  expect(framesCovering(33_366_667, NTSC)).toBe(1000);
  expect(framesCovering(1, PAL)).toBe(1);
});

it('starts the sound of a frame at round(frame · 48000 / fps)', () => {
  expect(sampleAtFrame(100, PAL)).toBe(192_000);
  expect(sampleAtFrame(1, NTSC)).toBe(1602);
  expect(sampleAtFrame(5, NTSC)).toBe(8008);
});
