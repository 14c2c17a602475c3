import fc from 'fast-check';
import { parseByteRange } from './byte-range';

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['Bytes=1-2', { start: 1, end: 2 }],
])('%s of 100 bytes', (header, range) => {
  expect(parseByteRange(header, 100)).toEqual(range);
});

test.each([
  undefined,
  '',
  'bytes=',
  'bytes= 1 - 2',
  'bytes=-',
  'bytes=5-2',
  'bytes=a-b',
  'items=0-1',
  'bytes=0-1,5-6',
  'bytes=1',
])('%p asks for the whole file', (header) => {
  expect(parseByteRange(header, 100)).toBe('whole');
});

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s of 100 bytes can’t be had', (header) => {
  expect(parseByteRange(header, 100)).toBe('unsatisfiable');
});

test('of an empty file no range can be had', () => {
  expect(parseByteRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(parseByteRange('bytes=-5', 0)).toBe('unsatisfiable');
});

test('a range always lies inside the file', () => {
  const numbers = fc.option(fc.nat(), { nil: '' });
  fc.assert(
    fc.property(numbers, numbers, fc.nat(), (first, last, size) => {
      const range = parseByteRange(`bytes=${first}-${last}`, size);
      if (typeof range === 'string') return;
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.end).toBeGreaterThanOrEqual(range.start);
      expect(range.end).toBeLessThan(size);
    }),
  );
});
