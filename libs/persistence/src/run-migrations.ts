import { createDataSource } from './data-source';

/** Any constant; two migrators of one database wait for each other on it. */
const MIGRATION_LOCK = 7_265_656_108;

/** Brings the database to the newest schema, under an advisory lock. Returns the names of what ran. */
export async function runMigrations(url: string): Promise<string[]> {
  const source = await createDataSource({
    url,
    poolSize: 2,
    applicationName: 'reelmill-migrate',
  }).initialize();
  const locker = source.createQueryRunner();
  try {
    await locker.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const ran = await source.runMigrations({ transaction: 'each' });
    await locker.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    return ran.map(({ name }) => name);
  } finally {
    await locker.release();
    await source.destroy();
  }
}
