import { setTimeout as delay } from 'node:timers/promises';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import { createDataSource } from './data-source';
import { isLockTimeout } from './database-error';

/** Any constant; two migrators of one database wait for each other on it. */
export const MIGRATION_LOCK = 7_265_656_108;
/** Its turn and its migrations have one connection: without that, a turn that was lost with its connection would let another begin beside it. */
export const MIGRATION_POOL_SIZE = 1;
const LOOK_MS = 500;
/** Live services wait behind a statement that waits for its lock. */
const LOCK_SECONDS = 5;

interface MigrationOptions {
  /** Called once when another migration of the database runs, which is waited for. */
  waiting?: () => void;
}

/**
 * Brings the database to the newest schema, one migrator at a time. Returns the names of what ran.
 * @throws Error that says to run it again when a lock was not to be had in 5 s; the migrations before that one are kept
 */
export async function runMigrations(url: string, { waiting }: MigrationOptions = {}): Promise<string[]> {
  const source = await createDataSource({
    url,
    poolSize: MIGRATION_POOL_SIZE,
    applicationName: 'reelmill-migrate',
    // Nothing comes while the server builds an index.
    silenceMs: 0,
  }).initialize();
  const runner = source.createQueryRunner();
  const migrations = new MigrationExecutor(source, runner);
  migrations.transaction = 'each';
  try {
    // Said to the server, since a role or a database may have limits of its own. An index is built for as long as it takes; the
    // server looks after a minute whether the migrator is still there, for whose turn the next one waits.
    await runner.query(
      `SET statement_timeout = 0; SET lock_timeout = '${LOCK_SECONDS}s'; SET tcp_keepalives_idle = 60`,
    );
    await takeTurn(runner, waiting);
    const ran = await migrations.executePendingMigrations();
    return ran.map(({ name }) => name);
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    const [stopped] = await migrations.getPendingMigrations();
    throw new Error(waitedInVain(stopped!.name), { cause: error });
  } finally {
    await runner.release();
    await source.destroy();
  }
}

/** Until the connection ends. Asks over and over: a statement that waits keeps its snapshot, for which vacuum waits. */
async function takeTurn(runner: QueryRunner, waiting?: () => void): Promise<void> {
  const isTaken = async (): Promise<boolean> => {
    const [turn] = (await runner.query('SELECT pg_try_advisory_lock($1) AS taken', [MIGRATION_LOCK])) as {
      taken: boolean;
    }[];
    return turn!.taken;
  };
  if (await isTaken()) return;
  waiting?.();
  while (!(await isTaken())) await delay(LOOK_MS);
}

const waitedInVain = (migration: string): string =>
  `${migration} waited ${LOCK_SECONDS} s for a lock that somebody else holds; it changed nothing, and those before it are done. ` +
  'Run the migration again; if it is always so, look for long transactions in pg_stat_activity.';
