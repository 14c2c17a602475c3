import { join } from 'node:path';
import { longSpec } from '../load/specs';
import type { Entry } from '../load/schedule';
import type { Submission } from '../load/run-load';
import { until } from '../until';
import { orderDeafFfmpeg } from '../world/deaf-ffmpeg';
import { ffmpegsIn, taskOf, type Process } from '../world/processes';
import type { World } from '../world/world';
import type { Fault } from './fault';

/** Of jobs that faults submit, so that they are not mixed up with the schedule's. */
const FIRST_INDEX = 1_000_000;
let submitted = 0;

/** A job of the fault's own, long enough to be met while its ffmpeg runs. */
async function submitLong(world: World, ends: Entry['ends']): Promise<Submission> {
  submitted += 1;
  const entry: Entry = {
    index: FIRST_INDEX + submitted,
    atMs: 0,
    owner: 0,
    priority: 10,
    work: { type: 'render', spec: -1 },
    cancelAfterMs: ends.includes('cancelled') ? 0 : null,
    poison: null,
    ends,
  };
  const input = longSpec(`long ${submitted} ${world.random.int(0, 1e9)}`);
  return world.load.submitNow(entry, { type: 'render', priority: 10, input });
}

/** The ffmpeg that works for the job. */
async function ffmpegOf(world: World, { result }: Submission): Promise<Process> {
  if (result.kind !== 'accepted') throw new Error(`The fault's own job was not accepted: ${result.kind}.`);
  const scratch = join(world.state.dir, 'scratch');
  let found: Process | undefined;
  await until('an ffmpeg of the job', 40_000, async () => {
    const { rows } = await world.db.query<{ id: string }>('SELECT id FROM tasks WHERE job_id = $1', [
      result.job,
    ]);
    const ids = new Set(rows.map(({ id }) => id));
    found = ffmpegsIn(scratch).find(({ command }) => ids.has(taskOf(command, scratch) ?? ''));
    return found !== undefined;
  });
  return found!;
}

const kill: Fault = {
  name: 'ffmpeg-killed',
  seconds: 8,
  async run(world) {
    process.kill((await ffmpegOf(world, await submitLong(world, ['completed']))).pid, 'SIGKILL');
    return true;
  },
};

async function untilGone({ state }: World, pid: number, limitMs: number): Promise<void> {
  const scratch = join(state.dir, 'scratch');
  await until(`ffmpeg ${pid} is gone`, limitMs, () => !ffmpegsIn(scratch).some((each) => each.pid === pid));
}

/** A cancel must end it all the same. */
const deaf: Fault = {
  name: 'ffmpeg-deaf',
  seconds: 10,
  async run(world) {
    orderDeafFfmpeg(world.state);
    const submission = await submitLong(world, ['cancelled']);
    const { pid, command } = await ffmpegOf(world, submission);
    await world.load.cancel(submission);
    await untilGone(world, pid, 30_000);
    // Another job's ffmpeg may have been the next one; the shell that plays deaf shows by its name.
    return command.startsWith('/bin/sh');
  },
};

/** It makes nothing any more: its worker must notice by itself, after its stall limit. */
const hung: Fault = {
  name: 'ffmpeg-hung',
  seconds: 25,
  async run(world) {
    const { pid } = await ffmpegOf(world, await submitLong(world, ['completed']));
    process.kill(pid, 'SIGSTOP');
    await untilGone(world, pid, 60_000);
    return true;
  },
};

export const ffmpegFaults: readonly Fault[] = [kill, deaf, hung];
