import type { Arrival } from './pool';

/** A load and its phases: from which second on it is of another kind. */
export interface Load {
  arrivals: Arrival[];
  phases: readonly number[];
  seconds: number;
}

/** Numbers from 0 to 1 that look random and are the same each time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole jobs of many segments at once, with nothing between them. */
export function bursts(seed: number): Load {
  const random = randomFrom(seed);
  const tasks = (count: number) => Array.from({ length: count }, () => 20 + Math.floor(random() * 70));
  return {
    arrivals: [
      { at: 60, seconds: tasks(200) },
      { at: 2400, seconds: tasks(60) },
    ],
    phases: [0, 60, 2400],
    seconds: 4800,
  };
}

/** A stream of tasks that doubles and ends. */
export function stream(seed: number): Load {
  const random = randomFrom(seed);
  const every = (from: number, to: number, mean: number): Arrival[] =>
    Array.from({ length: to - from }, (_, index) => ({
      at: from + index,
      seconds: random() < 1 / mean ? [20 + Math.floor(random() * 80)] : [],
    }));
  return {
    arrivals: [...every(0, 2400, 4), ...every(2400, 4800, 2)],
    phases: [0, 2400, 4800],
    seconds: 7200,
  };
}
