import type { Random } from '../random';
import type { NoopInput, NoopTask } from '../seams/noop-task';

export type End = 'completed' | 'failed' | 'cancelled';

/** `spec`: one of the seed's videos; `broken`: its picture is none; `endless`: longer than any job may be. */
export type Work =
  | { type: 'render'; spec: number }
  | { type: 'broken' }
  | { type: 'endless' }
  | { type: 'noop'; input: NoopInput };

/** A job that the seed asks for, with the ends that it may have. */
export interface Entry {
  index: number;
  /** From the start of the load. */
  atMs: number;
  owner: number;
  priority: number;
  work: Work;
  /** Set when the caller changes its mind, so long after the job was accepted. */
  cancelAfterMs: number | null;
  /** A task that fails whenever it is tried. */
  poison: 'always' | 'kill' | null;
  /** None when it must be refused. */
  ends: readonly End[];
}

const OWNERS = 3;
/** The owner that sends a flood. */
export const FLOODER = 9;
/** Little enough for two busy cores: what is to be shown is not how much they can do. */
const JOBS_A_SECOND = 1;
const FLOOD_AT_MS = 4_000;
const FLOOD = { jobs: 20, tasks: 6, ms: 150 };

/** All jobs of `seconds`, in the order of their time. @param specs how many different videos there are */
export function makeSchedule(random: Random, seconds: number, specs: number): Entry[] {
  const entries: Entry[] = [];
  let deck: Draw[] = [];
  for (let atMs = 0; atMs < seconds * 1000; atMs += random.int(0, 2000 / JOBS_A_SECOND)) {
    if (deck.length === 0) deck = random.shuffle(DECK);
    entries.push({
      index: entries.length,
      atMs,
      owner: random.int(0, OWNERS - 1),
      priority: random.pick([0, 5, 5, 5, 10]),
      ...deck.pop()!(random, specs),
    });
  }
  return [...entries, ...flood(entries.length)].sort((a, b) => a.atMs - b.atMs);
}

/** Of the lowest priority and all at once: nobody else may have to wait until it is through. */
function flood(firstIndex: number): Entry[] {
  return Array.from({ length: FLOOD.jobs }, (_, index) => ({
    ...ending(noop(Array.from({ length: FLOOD.tasks }, () => ({ pool: 'storage', ms: FLOOD.ms })))),
    index: firstIndex + index,
    atMs: FLOOD_AT_MS,
    owner: FLOODER,
    priority: 0,
  }));
}

type Drawn = Pick<Entry, 'work' | 'cancelAfterMs' | 'poison' | 'ends'>;
type Draw = (random: Random, specs: number) => Drawn;

const render: Draw = (random, specs) => ending({ type: 'render', spec: random.int(0, specs - 1) });
const work: Draw = (random) => ending(noop(tasks(random), random.next() < 0.3));
const cancelled =
  (draw: Draw): Draw =>
  (random, specs) =>
    ending(draw(random, specs).work, { cancelAfterMs: random.int(0, 1500) });
const poisoned: Draw = (random) =>
  ending(noop([{ pool: pool(random), ms: 10, fails: 'always' }, ...tasks(random)]), { poison: 'always' });
const broken: Draw = () => ({ ...ending({ type: 'broken' }), ends: ['failed'] });
const endless: Draw = () => ({ ...ending({ type: 'endless' }), ends: [] });

/** Each kind comes once before any comes again, so that a short run has them all. */
const DECK: readonly Draw[] = [
  render,
  render,
  render,
  work,
  work,
  work,
  work,
  cancelled(render),
  cancelled(work),
  poisoned,
  broken,
  endless,
];

const POOLS: readonly NoopTask['pool'][] = ['storage', 'analyzer', 'transcriber', 'renderer'];
const pool = (random: Random): NoopTask['pool'] => random.pick(POOLS);

const tasks = (random: Random): NoopTask[] =>
  Array.from({ length: random.int(1, 6) }, () => ({
    pool: pool(random),
    ms: random.int(20, 1000),
    ...(random.next() < 0.08 && { fails: 'once' as const }),
  }));

const noop = (each: NoopTask[], chain = false): Work => ({ type: 'noop', input: { tasks: each, chain } });

const ending = (
  given: Work,
  { cancelAfterMs = null, poison = null }: Partial<Pick<Entry, 'cancelAfterMs' | 'poison'>> = {},
): Drawn => ({ work: given, cancelAfterMs, poison, ends: endsOf({ cancelAfterMs, poison }) });

/** A cancel races with the end that the job would have had. */
export function endsOf({ cancelAfterMs, poison }: Pick<Entry, 'cancelAfterMs' | 'poison'>): End[] {
  const own: End = poison === null ? 'completed' : 'failed';
  return cancelAfterMs === null ? [own] : [own, 'cancelled'];
}
