import { bytes, count, seconds } from './figures';

it.each([
  [0, '0 bytes'],
  [1000, '1,000 bytes'],
  [64_000_000, '62,500 KiB'],
  [16 * 1024, '16 KiB'],
  [10 * 1024 ** 3, '10 GiB'],
  [2048 * 1024 ** 3, '2,048 GiB'],
])('%d bytes are %s', (figure, text) => expect(bytes(figure)).toBe(text));

it.each([
  [1, '1 s'],
  [75, '75 s'],
  [60, '60 s'],
  [120, '2 min'],
  [10_800, '3 h'],
])('%d seconds are %s', (figure, text) => expect(seconds(figure)).toBe(text));

it('a count has its thousands apart', () => expect(count(1e12)).toBe('1,000,000,000,000'));
