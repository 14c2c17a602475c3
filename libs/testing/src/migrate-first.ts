import { DataSource, type DataSourceOptions } from 'typeorm';

/**
 * Brings a database to the schema as an earlier version left it: with the first `count` of the migrations in `options`; a
 * negative one leaves out as many of the newest.
 */
export async function migrateFirst(options: DataSourceOptions, count: number): Promise<void> {
  const migrations = (options.migrations as unknown[]).slice(0, count);
  const source = new DataSource({ ...options, migrations } as DataSourceOptions);
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}
