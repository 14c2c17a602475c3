import { createTestDatabase, type TestDatabase } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { createDataSource, MIGRATIONS } from './data-source';
import { runMigrations } from './run-migrations';

describe('the schema', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase({ migrate: runMigrations });
    source = await createDataSource({ url: database.url, applicationName: 'schema-test' }).initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('that the migrations make is the one that the entities describe', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('is not touched by migrating again', async () => {
    expect(await runMigrations(database.url)).toEqual([]);
  });

  it('is made once when two migrators begin together', async () => {
    const fresh = await createTestDatabase({ migrate: () => Promise.resolve() });
    const ran = await Promise.all([runMigrations(fresh.url), runMigrations(fresh.url)]);
    await fresh.drop();
    expect(ran.flat()).toHaveLength(MIGRATIONS.length);
  });
});
