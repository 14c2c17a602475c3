import { databaseSeconds } from '@reelmill/observability';
import { createTestDatabase, type TestDatabase } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source';
import { runMigrations } from './run-migrations';

describe('the time of statements', () => {
  let database: TestDatabase;
  let source: DataSource;
  const measured = async () => {
    const { values } = await databaseSeconds.get();
    const of = (end: string) => values.find(({ metricName }) => metricName?.endsWith(end))!.value;
    return { count: of('_count'), seconds: of('_sum') };
  };

  beforeAll(async () => {
    database = await createTestDatabase({ migrate: runMigrations });
    source = await createDataSource({ url: database.url, applicationName: 'timing-test' }).initialize();
  });
  beforeEach(() => databaseSeconds.reset());
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('is observed for each, also for those that begin and end a transaction', async () => {
    await source.query('SELECT pg_sleep(0.2)');
    expect((await measured()).count).toBe(1);
    expect((await measured()).seconds).toBeGreaterThan(0.19);
    await source.transaction((manager) => manager.query('SELECT 1'));
    expect((await measured()).count).toBe(4);
  });

  it('is observed for one that the server ended', async () => {
    await source
      .transaction(async (manager) => {
        await manager.query('SET LOCAL statement_timeout = 200');
        await expect(manager.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
      })
      .catch(() => undefined);
    expect((await measured()).seconds).toBeGreaterThan(0.19);
  });
});
