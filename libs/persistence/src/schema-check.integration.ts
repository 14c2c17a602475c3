import { createTestDatabase, migrateFirst, type TestDatabase } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { createDataSource, dataSourceOptions, MIGRATIONS } from './data-source';
import { runMigrations } from './run-migrations';
import { schemaCheck } from './schema-check';

const NEWEST = MIGRATIONS.at(-1)!.name;
const nothing = () => Promise.resolve();

describe('the check of the schema', () => {
  let database: TestDatabase;
  let source: DataSource;

  async function open(migrate: (url: string) => Promise<void>): Promise<void> {
    database = await createTestDatabase({ migrate });
    source = await createDataSource({ url: database.url, applicationName: 'schema-test' }).initialize();
  }
  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  it('names the migration that is missing, and the command that runs it', async () => {
    await open((url) => migrateFirst(dataSourceOptions({ url, applicationName: 'schema-test' }), -1));
    const schema = schemaCheck(source);
    expect(schema.required).toBe(true);
    const message = `The schema lacks ${NEWEST}: run the migration of this version, \`node dist/libs/persistence/src/migrate.js\`.`;
    await expect(schema.check()).rejects.toThrow(message);
    await runMigrations(database.url);
    await expect(schema.check()).resolves.toBeUndefined();
  });

  it('names all of an empty database, and makes nothing there', async () => {
    await open(nothing);
    await expect(schemaCheck(source).check()).rejects.toThrow(MIGRATIONS.map(({ name }) => name).join(', '));
    expect(await source.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  });

  it('sees one that is missing below the newest, as where two lines of development met', async () => {
    await open(async (url) => void (await runMigrations(url)));
    await source.query('DELETE FROM migrations WHERE name = $1', [MIGRATIONS.at(-2)!.name]);
    await expect(schemaCheck(source).check()).rejects.toThrow(`lacks ${MIGRATIONS.at(-2)!.name}:`);
  });

  it('is content with migrations of a later version', async () => {
    await open(async (url) => void (await runMigrations(url)));
    await source.query(
      "INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')",
    );
    await expect(schemaCheck(source).check()).resolves.toBeUndefined();
  });

  it('asks no more once it has seen the schema', async () => {
    await open(async (url) => void (await runMigrations(url)));
    const schema = schemaCheck(source);
    await schema.check();
    await source.query('DROP TABLE migrations');
    await expect(schema.check()).resolves.toBeUndefined();
  });

  it('says that the database is away rather than that the schema is old', async () => {
    await open(nothing);
    const schema = schemaCheck(source);
    await database.drop();
    await expect(schema.check()).rejects.not.toThrow('lacks');
  });
});
