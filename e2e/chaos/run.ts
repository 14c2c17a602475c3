import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { audit, type Row } from './auditor';
import { gather } from './auditor/gather';
import { findControl } from './controls';
import { copyBuild } from './copy/copy-build';
import { faultlessHashes } from './faultless';
import { chooseFaults, runFaults } from './faults';
import type { Fault, FaultRecord } from './faults/fault';
import { Client } from './load/client';
import { Duplicates } from './load/duplicates';
import { Media } from './load/media';
import { Load } from './load/run-load';
import { makeSchedule } from './load/schedule';
import { makeSpecs, type Spec } from './load/specs';
import { randomOf } from './random';
import { SEAMS } from './seams';
import type { State } from './stack-scripts';
import { startServers, type Servers } from './world/servers';
import { openJobs, serviceNamed, startWorld, type Stage, type World } from './world/world';

export interface RunOptions {
  seed: number;
  seconds: number;
  fault: string | null;
  control: string | null;
  tell: (line: string) => void;
}

export interface RunResult {
  rows: Row[];
  /** Faults that met no task, however often they were tried. */
  missed: string[];
  faults: FaultRecord[];
  counts: { jobs: number; tasks: number; renders: number; messages: number };
  finishedInMs: number | null;
}

/** What speaks against a run: rows that are broken, faults that missed. */
export const brokenIn = ({ rows, missed }: RunResult): string[] => [
  ...rows.filter((row) => row.broken).map(({ id }) => id),
  ...missed,
];

/** After the faults everything must be finished within this time. */
const FINISH_MS = 60_000;
/** A schedule that no choice of faults outlasts. */
const LONGEST_LOAD_SECONDS = 900;
/** As many different videos as a seed has, and as many sets of them as there are: their bytes without faults are kept. */
const SPECS = 10;
const SPEC_SETS = 8;

/** One seed: its own servers, its load, its faults, and what the auditor says. */
export async function run(state: State, options: RunOptions): Promise<RunResult> {
  const { seed, seconds, control, tell } = options;
  const broken = control === null ? [] : [findControl(control)];
  const faults = chooseFaults(randomOf(seed, 'faults'), seconds, options.fault ?? broken[0]?.fault ?? null);
  tell(`seed ${seed}: ${faults.map(({ name }) => name).join(', ')}`);
  const build = join(state.dir, 'build');
  copyBuild(build, [...SEAMS, ...broken]);
  const servers = await startServers(state);
  const media = await Media.open();
  try {
    const specs = makeSpecs(randomOf(seed % SPEC_SETS, 'specs'), SPECS, media.sources);
    const faultless = await faultlessHashesOf(state, { servers, specs, media });
    const stage = await startWorld(state, servers, {
      build,
      guarded: control === null,
      webHost: media.host,
    });
    return await torment({ stage, specs, media, faults, faultless, build }, options);
  } finally {
    media.close();
    await Promise.all([servers.broker.stop(), servers.postgres.remove()]);
  }
}

/** Always by services that no control has broken. */
async function faultlessHashesOf(
  state: State,
  task: { servers: Servers; specs: readonly Spec[]; media: Media },
): Promise<Map<string, string>> {
  const build = join(state.dir, 'whole-build');
  copyBuild(build, SEAMS);
  return faultlessHashes(state, { ...task, build });
}

interface Torment {
  stage: Stage;
  specs: readonly Spec[];
  media: Media;
  faults: readonly Fault[];
  faultless: Map<string, string>;
  build: string;
}

async function torment(torment: Torment, { seed, seconds, tell }: RunOptions): Promise<RunResult> {
  const { stage, specs, media, faults } = torment;
  const client = new Client(serviceNamed(stage, 'gateway').url);
  await media.upload(client);
  const schedule = makeSchedule(randomOf(seed, 'load'), LONGEST_LOAD_SECONDS, specs.length);
  const load = new Load(client, schedule, { specs, broken: media.broken });
  const duplicates = new Duplicates(stage.broker.url, randomOf(seed, 'duplicates'));
  const world: World = { ...stage, load, duplicates, random: randomOf(seed, 'moments') };
  duplicates.start(stage.tap);
  load.start();
  const startedAt = Date.now();
  const records = await runFaults(world, faults, tell);
  await delay(Math.max(0, startedAt + seconds * 1000 - Date.now()));
  await duplicates.stop();
  await load.stop();
  const finishedInMs = await untilFinished(world);
  tell(
    finishedInMs === null
      ? `not finished ${FINISH_MS / 1000} s after the last fault`
      : `finished ${(finishedInMs / 1000).toFixed(1)} s after the load`,
  );
  const evidence = await gather(world, { ...torment, records, finishedInMs });
  const rows = audit(evidence);
  report(rows, tell);
  const { jobs, tasks, tapped } = evidence;
  const renders = jobs.filter(({ outputs }) => outputs.length > 0).length;
  const counts = { jobs: jobs.length, tasks: tasks.length, renders, messages: tapped.length };
  const missed = faults
    .map(({ name }) => name)
    .filter((name) => !records.some((each) => each.name === name && each.inFlight > 0));
  for (const name of missed) tell(`fault ${name} met no task: nothing is shown by it`);
  return { rows, missed, faults: records, counts, finishedInMs };
}

async function untilFinished({ db }: World): Promise<number | null> {
  const from = Date.now();
  while (Date.now() - from < FINISH_MS) {
    if ((await openJobs(db).catch(() => 1)) === 0) return Date.now() - from;
    await delay(200);
  }
  return null;
}

const MOST_BREACHES = 8;

function report(rows: readonly Row[], tell: (line: string) => void): void {
  for (const { line, breaches } of rows) {
    tell(line);
    for (const breach of breaches.slice(0, MOST_BREACHES)) tell(`      ${breach}`);
    if (breaches.length > MOST_BREACHES) tell(`      and ${breaches.length - MOST_BREACHES} more`);
  }
}
