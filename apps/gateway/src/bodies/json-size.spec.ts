import fc from 'fast-check';
import { jsonSize } from './json-size';

const sizeOf = (text: string) => jsonSize(Buffer.from(text));

test.each([
  ['1', 0, 0],
  ['"[,{"', 0, 0],
  ['"\\"[,{"', 0, 0],
  ['"\\\\",[', 2, 1],
  ['[]', 1, 1],
  ['[1,2]', 2, 1],
  ['{"a":[{}],"b,":{"c":1}}', 5, 3],
  ['['.repeat(1000) + ']'.repeat(1000), 1000, 1000],
  ['[[]],[[]]', 5, 2],
  ['', 0, 0],
  ['"[', 0, 0],
])('%j has %i places for values and %i levels', (text, values, depth) => {
  expect(sizeOf(text)).toEqual({ values, depth });
});

test('there are at least as many places as values, and at most twice as many, whatever the text', () => {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? Object.values(value).reduce<number>((sum, member) => sum + 1 + count(member), 0)
      : 0;
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const { values } = sizeOf(JSON.stringify(value));
      expect(values).toBeGreaterThanOrEqual(count(value));
      expect(values).toBeLessThanOrEqual(2 * count(value) + 1);
    }),
  );
});
