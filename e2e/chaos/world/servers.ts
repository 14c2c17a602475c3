import { Pool } from 'pg';
import { scripts, type Broker, type Postgres, type State } from '../stack-scripts';
import { until } from '../until';

export interface Servers {
  broker: Broker;
  postgres: Postgres;
}

/** Traces every message of the default virtual host from its start on; no blanks, since the shell would split them. */
const TRACING = '-rabbit trace_vhosts [<<"/">>]';

/** A broker node and a Postgres of this run alone, both empty. */
export async function startServers(state: State): Promise<Servers> {
  const [broker, postgres] = await Promise.all([
    scripts.startBroker(state, { fresh: true, erlangArgs: TRACING }),
    startPostgres(state),
  ]);
  return { broker, postgres };
}

async function startPostgres(state: State): Promise<Postgres> {
  const postgres = await scripts.startPostgres(state, { fresh: true, fsync: false });
  const db = openPool(postgres.url);
  await until('Postgres takes queries', 30_000, () =>
    db.query('SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  await db.query('ALTER SYSTEM SET track_commit_timestamp = on');
  await db.end();
  await postgres.stop();
  await postgres.start();
  return postgres;
}

/** A pool whose lost connections are no errors of ours. */
export function openPool(url: string): Pool {
  const pool = new Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  return pool;
}

/** A new, migrated database on the server. @returns its URL */
export async function createDatabase(state: State, postgres: Postgres, name: string): Promise<string> {
  const db = openPool(postgres.url);
  await until('Postgres takes queries', 30_000, () =>
    db.query('SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  await db.query(`CREATE DATABASE ${name}`);
  await db.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  await scripts.runMigrations(state, url.href);
  return url.href;
}
