import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { audit, type Row } from './auditor';
import type { Evidence } from './auditor/evidence';
import { leftoversIn, orphansIn, readRecords, refusalsIn } from './auditor/gather';
import { findControl } from './controls';
import { copyBuild } from './copy/copy-build';
import { faultlessHashes, pictureSource } from './faultless';
import { chooseFaults, runFaults } from './faults';
import type { Fault, FaultRecord } from './faults/fault';
import { Client } from './load/client';
import { Duplicates } from './load/duplicates';
import { makePicture } from './load/picture';
import { Load } from './load/run-load';
import { makeSchedule } from './load/schedule';
import { makeSpecs, type Spec } from './load/specs';
import { randomOf } from './random';
import { SEAMS } from './seams';
import type { State } from './stack-scripts';
import { queueDepths } from './world/queues';
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
  faults: FaultRecord[];
  counts: { jobs: number; tasks: number; renders: number; messages: number };
  finishedInMs: number | null;
}

/** After the faults everything must be finished within this time. */
const FINISH_MS = 60_000;
/** A schedule that no choice of faults outlasts. */
const LONGEST_LOAD_SECONDS = 900;
const SECONDS_A_SPEC = 3;
const MOST_SPECS = 16;

/** One seed: its own servers, its load, its faults, and what the auditor says. */
export async function run(state: State, options: RunOptions): Promise<RunResult> {
  const { seed, seconds, control, tell } = options;
  const broken = control === null ? [] : [findControl(control)];
  const faults = chooseFaults(randomOf(seed, 'faults'), seconds, options.fault ?? broken[0]?.fault ?? null);
  tell(`seed ${seed}: ${faults.map(({ name }) => name).join(', ')}`);
  const build = join(state.dir, 'build');
  copyBuild(build, [...SEAMS, ...broken]);
  const servers = await startServers(state);
  try {
    const picture = await makePicture();
    const count = Math.min(MOST_SPECS, Math.ceil(seconds / SECONDS_A_SPEC));
    const specs = makeSpecs(randomOf(seed, 'specs'), count, pictureSource(picture));
    const whole = await faultlessHashesOf(state, { servers, specs });
    const stage = await startWorld(state, servers, { build, guarded: control === null });
    return await torment({ stage, specs, picture, faults, faultless: whole, build }, options);
  } finally {
    await Promise.all([servers.broker.stop(), servers.postgres.remove()]);
  }
}

/** Always by services that no control has broken. */
async function faultlessHashesOf(
  state: State,
  { servers, specs }: { servers: Servers; specs: readonly Spec[] },
): Promise<Map<string, string>> {
  const build = join(state.dir, 'whole-build');
  copyBuild(build, SEAMS);
  return faultlessHashes(state, { servers, build, specs });
}

interface Torment {
  stage: Stage;
  specs: readonly Spec[];
  picture: Buffer;
  faults: readonly Fault[];
  faultless: Map<string, string>;
  build: string;
}

async function torment(torment: Torment, { seed, seconds, tell }: RunOptions): Promise<RunResult> {
  const { stage, specs, picture, faults } = torment;
  const client = new Client(serviceNamed(stage, 'gateway').url);
  await client.upload(picture);
  const schedule = makeSchedule(randomOf(seed, 'load'), LONGEST_LOAD_SECONDS, specs.length);
  const load = new Load(client, schedule, specs);
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
  const evidence = await gather(world, { torment, records, finishedInMs });
  const rows = audit(evidence);
  report(rows, tell);
  const { jobs, tasks, tapped } = evidence;
  const renders = jobs.filter(({ outputs }) => outputs.length > 0).length;
  const counts = { jobs: jobs.length, tasks: tasks.length, renders, messages: tapped.length };
  return { rows, faults: records, counts, finishedInMs };
}

async function untilFinished({ db }: World): Promise<number | null> {
  const from = Date.now();
  while (Date.now() - from < FINISH_MS) {
    if ((await openJobs(db).catch(() => 1)) === 0) return Date.now() - from;
    await delay(200);
  }
  return null;
}

/** What workers are still about when the last job has ended: late answers, a second delivery. */
const SETTLE_MS = 6_000;

async function gather(
  world: World,
  about: { torment: Torment; records: FaultRecord[]; finishedInMs: number | null },
): Promise<Evidence> {
  const { broker, db, services, tap, ffmpegs, state, load, duplicates } = world;
  const { torment, records, finishedInMs } = about;
  await delay(SETTLE_MS);
  const queuesAtRest = await queueDepths(broker);
  await Promise.all(services.map((service) => service.stop()));
  ffmpegs.stop();
  const queuesAtEnd = await queueDepths(broker);
  const evidence: Evidence = {
    ...(await readRecords(world)),
    submissions: load.submissions,
    faults: records,
    tapped: tap.messages,
    duplicates: duplicates.sent,
    sightings: [...ffmpegs.sightings.values()],
    finishedInMs,
    queuesAtRest,
    queuesAtEnd,
    orphans: orphansIn([join(state.dir, 'scratch'), torment.build]),
    leftovers: leftoversIn(join(state.dir, 'scratch')),
    refusals: refusalsIn(join(state.logs, 'postgres.log')),
    stopped: services.map(({ name }) => name),
    faultless: torment.faultless,
  };
  await tap.stop();
  await db.end();
  return evidence;
}

const MOST_BREACHES = 8;

function report(rows: readonly Row[], tell: (line: string) => void): void {
  for (const { line, breaches } of rows) {
    tell(line);
    for (const breach of breaches.slice(0, MOST_BREACHES)) tell(`      ${breach}`);
    if (breaches.length > MOST_BREACHES) tell(`      and ${breaches.length - MOST_BREACHES} more`);
  }
}
