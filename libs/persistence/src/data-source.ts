import { DataSource, type DataSourceOptions } from 'typeorm';
import { ENTITIES } from './entities';
import { FirstTables1764000000000 } from './migrations/1764000000000-first-tables';
import { PlanningAttempts1764100000000 } from './migrations/1764100000000-planning-attempts';
import { OneMachine1764200000000 } from './migrations/1764200000000-one-machine';
import { EarlierWork1764210000000 } from './migrations/1764210000000-earlier-work';
import { OpenJobs1764220000000 } from './migrations/1764220000000-open-jobs';
import { limitSilence, type PgClient } from './silence-limit';
import { StatementTiming } from './statement-timing';

/** In the order that they run. */
export const MIGRATIONS = [
  FirstTables1764000000000,
  PlanningAttempts1764100000000,
  OneMachine1764200000000,
  EarlierWork1764210000000,
  OpenJobs1764220000000,
] as const;

/** Connections of a process at most, where nothing else is said. */
export const POOL_SIZE = 10;

export interface DatabaseOptions {
  url: string;
  /** Connections at most; default `POOL_SIZE`. */
  poolSize?: number;
  /** Shown by `pg_stat_activity`. */
  applicationName: string;
  /** For an answer, 0 for any time; default 40 s, since the server itself ends a statement after 30 s. */
  silenceMs?: number;
}

/** Options of the one data source. `synchronize` is off: only migrations change the schema. */
export function dataSourceOptions({
  url,
  poolSize = POOL_SIZE,
  applicationName,
  silenceMs = 40_000,
}: DatabaseOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName,
    entities: ENTITIES,
    migrations: [...MIGRATIONS],
    subscribers: [StatementTiming],
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    extra: {
      statement_timeout: 30_000,
      // A process that is frozen, or a host that vanished, in the middle of a transaction must not keep its locks: this
      // long at most does it hold up whoever takes over from it.
      idle_in_transaction_session_timeout: 15_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      // Else after two hours (tcp_keepalive_time in tcp(7)): a gateway between that forgets a quiet connection says nothing.
      keepAliveInitialDelayMillis: 30_000,
      onConnect: (client: PgClient) => limitSilence(client, silenceMs),
    },
  };
}

/** A data source that is not yet connected; call `initialize()`. */
export const createDataSource = (options: DatabaseOptions): DataSource =>
  new DataSource(dataSourceOptions(options));
