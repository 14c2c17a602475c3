import { DataSource, type DataSourceOptions } from 'typeorm';
import { ENTITIES } from './entities';
import { FirstTables1764000000000 } from './migrations/1764000000000-first-tables';
import { PlanningAttempts1764100000000 } from './migrations/1764100000000-planning-attempts';

export interface DatabaseOptions {
  url: string;
  /** Connections at most; default 10. */
  poolSize?: number;
  /** Shown by `pg_stat_activity`. */
  applicationName: string;
}

/** Options of the one data source. `synchronize` is off: only migrations change the schema. */
export function dataSourceOptions({
  url,
  poolSize = 10,
  applicationName,
}: DatabaseOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName,
    entities: ENTITIES,
    migrations: [FirstTables1764000000000, PlanningAttempts1764100000000],
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    extra: {
      statement_timeout: 30_000,
      // A host that vanished in the middle of a transaction must not keep its locks until TCP gives up.
      idle_in_transaction_session_timeout: 30_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    },
  };
}

/** A data source that is not yet connected; call `initialize()`. */
export const createDataSource = (options: DatabaseOptions): DataSource =>
  new DataSource(dataSourceOptions(options));
