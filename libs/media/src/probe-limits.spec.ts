import type { Probe } from '@reelmill/contracts';
import { checkLimits, checkRefusedSize } from './probe-limits';

const check =
  (kind: Probe['kind'], width: number, height: number, durationUs: number | null = null) =>
  () =>
    checkLimits({ kind, picture: { width, height }, durationUs });

describe('checkLimits', () => {
  it('takes larger stills than videos', () => {
    expect(check('image', 16_384, 6_000)).not.toThrow();
    expect(check('image', 16_385, 10)).toThrow('16385x10 pixels; at most 16384 a side');
    expect(check('image', 10_001, 10_000)).toThrow('100 megapixels');
    expect(check('video', 8_192, 8_192)).not.toThrow();
    expect(check('video', 8_193, 10)).toThrow('at most 8192 a side');
  });

  it('takes 12 hours and not more', () => {
    expect(check('video', 10, 10, 43_200_000_000)).not.toThrow();
    expect(check('video', 10, 10, 46_800_000_000)).toThrow('13.0 h long');
  });
});

describe('checkRefusedSize', () => {
  it.each([
    'Picture size 60000x60000 is invalid',
    'Picture size 12000x12000 exceeds specified max pixel count 100000000',
  ])('reads the size out of "%s"', (message) => {
    expect(() => checkRefusedSize(`[png @ 0x1] ${message}\n`)).toThrow(/(\d{5})x\1 pixels/);
  });

  it('is silent otherwise', () => expect(() => checkRefusedSize('EOI missing')).not.toThrow());
});
