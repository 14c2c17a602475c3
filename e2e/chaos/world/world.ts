import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { Duplicates } from '../load/duplicates';
import type { Load } from '../load/run-load';
import type { Random } from '../random';
import { legalEdgesTrigger } from '../seams/legal-edges';
import type { State } from '../stack-scripts';
import { installDeafFfmpeg } from './deaf-ffmpeg';
import { keepHistory } from './history';
import { FfmpegWatch } from './processes';
import { createDatabase, openPool, type Servers } from './servers';
import { Service, type Program } from './service';
import { Tap } from './tap';

/** Everything that a fault can act on and an auditor can look at. */
export interface World extends Servers {
  state: State;
  databaseUrl: string;
  objectsDir: string;
  services: readonly Service[];
  /** Straight to the server, through no proxy. */
  db: Pool;
  tap: Tap;
  ffmpegs: FfmpegWatch;
  load: Load;
  duplicates: Duplicates;
  random: Random;
}

/** Two orchestrators and two storage workers, so that one can take over from the other; one of everything else. */
const PROGRAMS: readonly [Program, number?][] = [
  ['orchestrator', 1],
  ['orchestrator', 2],
  ['storage', 1],
  ['storage', 2],
  ['analyzer'],
  ['transcriber'],
  ['renderer'],
  ['gateway'],
];

export type Stage = Omit<World, 'load' | 'duplicates' | 'random'>;

/**
 * Starts the copied services of a build; resolves when all are ready.
 * `guarded`: the database refuses what is no edge of the machine. A broken safeguard is to be seen, not healed.
 */
export async function startWorld(
  state: State,
  servers: Servers,
  { build, guarded, webHost }: { build: string; guarded: boolean; webHost: string },
): Promise<Stage> {
  const databaseUrl = await createDatabase(state, servers.postgres, 'chaos');
  const objectsDir = emptyFolder(join(state.dir, 'objects'));
  emptyFolder(join(state.dir, 'scratch'));
  const pointsDir = emptyFolder(join(state.dir, 'points'));
  const path = `${installDeafFfmpeg(state)}:${process.env.PATH}`;
  const db = openPool(databaseUrl);
  await keepHistory(db);
  if (guarded) await db.query(legalEdgesTrigger());
  const tap = new Tap(servers.broker.url);
  tap.start();
  const services = PROGRAMS.map(
    ([program, number]) =>
      new Service(state, {
        program,
        ...(number !== undefined && { number }),
        build,
        amqpUrl: servers.broker.url,
        databaseUrl,
        objectsDir,
        env: {
          CHAOS_POINTS: pointsDir,
          PATH: path,
          FETCH_ALLOW_PRIVATE: webHost,
          SLOTS: '2',
        },
      }),
  );
  const ffmpegs = new FfmpegWatch(join(state.dir, 'scratch'));
  ffmpegs.start();
  for (const service of services) await service.launch();
  await Promise.all(services.map((service) => service.untilReady()));
  return { ...servers, state, databaseUrl, objectsDir, services, db, tap, ffmpegs };
}

export function emptyFolder(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

export const serviceNamed = (world: Pick<World, 'services'>, name: string): Service =>
  world.services.find((each) => each.name === name)!;

export const IN_FLIGHT = "state IN ('sending', 'dispatched', 'running', 'retrying')";

/** Tasks whose ticket is out; of one worker, those that it runs. */
export async function tasksInFlight(db: Pool, worker: Service | null): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM tasks
     WHERE CASE WHEN $1 THEN ${IN_FLIGHT} ELSE state = 'running' AND boot_id = $2 END`,
    [worker === null, worker?.boot() ?? null],
  );
  return rows[0]!.count;
}

/** Jobs that have not ended. */
export async function openJobs(db: Pool): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM jobs WHERE status NOT IN ('completed', 'failed', 'cancelled')`,
  );
  return rows[0]!.count;
}
