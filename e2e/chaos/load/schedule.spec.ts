import { randomOf } from '../random';
import { FLOODER, endsOf, makeSchedule } from './schedule';
import { markOf, traceparentOf } from './trace';

const scheduleOf = (seed: number) => makeSchedule(randomOf(seed, 'load'), 120, 5);

test('a seed fixes every job with its ends, and another seed gives others', () => {
  expect(scheduleOf(7)).toEqual(scheduleOf(7));
  expect(scheduleOf(8)).not.toEqual(scheduleOf(7));
});

test.each([1, 2, 3])(
  'half a minute of seed %i holds every kind of job, of three owners beside the flood',
  (seed) => {
    const entries = makeSchedule(randomOf(seed, 'load'), 30, 5);
    expect(new Set(entries.map(({ owner }) => owner))).toEqual(new Set([0, 1, 2, FLOODER]));
    expect(new Set(entries.map(({ work }) => work.type))).toEqual(
      new Set(['render', 'broken', 'endless', 'noop']),
    );
    expect(entries.some(({ cancelAfterMs }) => cancelAfterMs !== null)).toBe(true);
    expect(entries.some(({ poison }) => poison === 'always')).toBe(true);
  },
);

test.each([
  [{ cancelAfterMs: null, poison: null }, ['completed']],
  [{ cancelAfterMs: null, poison: 'always' as const }, ['failed']],
  [{ cancelAfterMs: 10, poison: null }, ['completed', 'cancelled']],
  [{ cancelAfterMs: 10, poison: 'kill' as const }, ['failed', 'cancelled']],
])('of %j the ends are %j', (entry, ends) => {
  expect(endsOf(entry)).toEqual(ends);
});

test('the trace id brings a job back to its place in the schedule', () => {
  const mark = { index: 1_000_003, owner: 2 };
  expect(traceparentOf(mark)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(markOf(traceparentOf(mark))).toEqual(mark);
  expect(markOf(`00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`)).toBeNull();
});
