import { continueTrace, traceIdOf } from './traceparent';

const GIVEN = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a valid traceparent is carried on as it is', () => {
  expect(continueTrace(GIVEN)).toBe(GIVEN);
  expect(traceIdOf(GIVEN)).toBe('0af7651916cd43dd8448eb211c80319c');
});

test.each([
  undefined,
  '',
  [GIVEN],
  GIVEN.toUpperCase(),
  `${GIVEN}-more`,
  `01${GIVEN.slice(2)}`,
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
])('%p begins a new trace', (header) => {
  const begun = continueTrace(header);
  expect(begun).not.toBe(header);
  expect(continueTrace(begun)).toBe(begun);
});
