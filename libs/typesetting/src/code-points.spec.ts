import fc from 'fast-check';
import { hasCodePoint, parseUnicodeRange } from './code-points';

describe('parseUnicodeRange', () => {
  it('reads single code points and ranges, in any order', () => {
    const points = parseUnicodeRange('U+1F600, U+20-7e,U+7f-80');
    expect(Array.from(points)).toEqual([0x20, 0x80, 0x1f600, 0x1f600]);
  });
});

describe('hasCodePoint', () => {
  it('agrees with a plain set', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1 }), (members) => {
        const points = parseUnicodeRange(members.map((member) => `U+${member.toString(16)}`).join(','));
        const found = Array.from({ length: 202 }, (_, code) => code).filter((code) =>
          hasCodePoint(points, code),
        );
        expect(found).toEqual(members.sort((a, b) => a - b));
      }),
    );
  });
});
