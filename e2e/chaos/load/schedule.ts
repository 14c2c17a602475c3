import type { Random } from '../random';
import type { NoopInput, NoopTask } from '../seams/noop-task';

export type End = 'completed' | 'failed' | 'cancelled';

/** A job that the seed asks for, with the ends that it may have. */
export interface Entry {
  index: number;
  /** From the start of the load. */
  atMs: number;
  owner: number;
  priority: number;
  work: { type: 'render'; spec: number } | { type: 'noop'; input: NoopInput };
  /** Set when the caller changes its mind, so long after the job was accepted. */
  cancelAfterMs: number | null;
  /** A task that fails whenever it is tried. */
  poison: 'always' | 'kill' | null;
  ends: readonly End[];
}

const OWNERS = 3;
/** Little enough for two busy cores: what is to be shown is not how much they can do. */
const JOBS_A_SECOND = 1;

/** All jobs of `seconds`, more of which are no-ops than renders. @param specs how many different videos there are */
export function makeSchedule(random: Random, seconds: number, specs: number): Entry[] {
  const entries: Entry[] = [];
  for (let atMs = 0; atMs < seconds * 1000; atMs += random.int(0, 2000 / JOBS_A_SECOND)) {
    entries.push({
      index: entries.length,
      atMs,
      owner: random.int(0, OWNERS - 1),
      priority: random.pick([0, 5, 5, 5, 10]),
      ...draw(random, specs),
    });
  }
  return entries;
}

type Drawn = Pick<Entry, 'work' | 'cancelAfterMs' | 'poison' | 'ends'>;

function draw(random: Random, specs: number): Drawn {
  const kind = random.next();
  const cancelAfterMs = random.next() < 0.12 ? random.int(0, 1500) : null;
  if (kind < 0.3) {
    const work = { type: 'render', spec: random.int(0, specs - 1) } as const;
    return { work, cancelAfterMs, poison: null, ends: endsOf({ cancelAfterMs, poison: null }) };
  }
  const poison = random.next() < 0.08 ? 'always' : null;
  const tasks = Array.from({ length: random.int(1, 6) }, (): NoopTask => ({
    ms: random.int(20, 1000),
    ...(random.next() < 0.08 && { fails: 'once' as const }),
  }));
  if (poison !== null) tasks[0] = { ms: 10, fails: poison };
  const work = { type: 'noop', input: { tasks, chain: random.next() < 0.3 } } as const;
  return { work, cancelAfterMs, poison, ends: endsOf({ cancelAfterMs, poison }) };
}

/** A cancel races with the end that the job would have had. */
export function endsOf({ cancelAfterMs, poison }: Pick<Entry, 'cancelAfterMs' | 'poison'>): End[] {
  const own: End = poison === null ? 'completed' : 'failed';
  return cancelAfterMs === null ? [own] : [own, 'cancelled'];
}
