import { Socket } from 'node:net';
import { createTestDatabase, deferred, migrateFirst, until, type TestDatabase } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { createDataSource, dataSourceOptions, MIGRATIONS } from './data-source';
import { MIGRATION_LOCK, runMigrations } from './run-migrations';

/** With tables, and before migrations that change them and set no limits of their own. */
const FIRST = 1;

describe('a migration', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase({
      migrate: (url) => migrateFirst(dataSourceOptions({ url, applicationName: 'migration-test' }), FIRST),
    });
    source = await createDataSource({ url: database.url, applicationName: 'migration-test' }).initialize();
  });
  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  it('may take as long as it takes, but waits 5 s at most for a lock', async () => {
    await source.query(`
      CREATE TABLE seen (statements text, locks text);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO seen VALUES (current_setting('statement_timeout'), current_setting('lock_timeout'));
        RETURN NEW;
      END $$;
      CREATE TRIGGER note BEFORE INSERT ON migrations FOR EACH ROW EXECUTE FUNCTION note()`);
    const silence = jest.spyOn(Socket.prototype, 'setTimeout');
    await runMigrations(database.url);
    const limits = silence.mock.calls.map(([milliseconds]) => milliseconds);
    silence.mockRestore();
    const seen = await source.query<unknown[]>('SELECT * FROM seen');
    expect(seen).toEqual(Array(MIGRATIONS.length - FIRST).fill({ statements: '0', locks: '5s' }));
    expect(limits).toEqual([0]);
  });

  it('that gets no lock changes nothing, says what held it up and to run it again, and then runs', async () => {
    const holder = source.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE jobs IN ACCESS SHARE MODE');
    const refused: unknown = await runMigrations(database.url).catch((error: unknown) => error);
    expect(String(refused)).toMatch(
      /PlanningAttempts1764100000000 waited 5 s for a lock .* Run the migration again/s,
    );
    expect(refused).toMatchObject({ cause: { driverError: { code: '55P03' } } });
    expect(await source.query('SELECT 1 FROM migrations')).toHaveLength(FIRST);
    await holder.rollbackTransaction();
    await holder.release();
    expect(await runMigrations(database.url)).toHaveLength(MIGRATIONS.length - FIRST);
  });

  it('waits for another without a statement that would be ended, or that an index in the making would wait for', async () => {
    const other = source.createQueryRunner();
    await other.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const waiting = deferred<void>();
    const told = jest.fn(() => waiting.resolve());
    const migrated = runMigrations(database.url, { waiting: told });
    await waiting.promise;
    // It would wait for each transaction that began before, also one that only waits for a lock.
    await other.query('CREATE INDEX CONCURRENTLY jobs_in_the_making ON jobs (owner)');
    expect(await source.query('SELECT 1 FROM migrations')).toHaveLength(FIRST);
    await other.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await other.release();
    expect(await migrated).toHaveLength(MIGRATIONS.length - FIRST);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('ends with the connection that holds its turn, rather than go on beside the next one', async () => {
    const holder = source.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE jobs IN ACCESS SHARE MODE');
    const ended = runMigrations(database.url).catch((error: unknown) => error);
    const waiting = 'SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass';
    await until(async () => (await source.query<unknown[]>(waiting, ['jobs'])).length > 0);
    await source.query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
    await holder.rollbackTransaction();
    await holder.release();
    expect(await ended).toBeInstanceOf(Error);
    expect(await source.query('SELECT 1 FROM migrations')).toHaveLength(FIRST);
    expect(await runMigrations(database.url)).toHaveLength(MIGRATIONS.length - FIRST);
  });
});
