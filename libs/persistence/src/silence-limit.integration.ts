import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createTestDatabase, CuttableLine, type TestDatabase } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source';
import { isDatabaseOutage } from './database-error';

describe('a connection to the database', () => {
  let database: TestDatabase;
  let line: CuttableLine;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase({ migrate: () => Promise.resolve() });
    line = new CuttableLine(new URL(database.url));
    await line.lay();
  });
  beforeEach(async () => {
    const options = { url: line.url, poolSize: 1, applicationName: 'silence-test', silenceMs: 1_000 };
    source = await createDataSource(options).initialize();
  });
  afterEach(() => source.destroy());
  afterAll(async () => {
    await line.cut();
    await database.drop();
  });

  it('on which no answer comes is given up, for one that works', async () => {
    await source.query('SELECT 1');
    line.silence();
    const error: unknown = await source.query('SELECT 1').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ETIMEDOUT' });
    expect(isDatabaseOutage(error)).toBe(true);
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }, 20_000);

  it('takes its transaction along when it is given up', async () => {
    const lost = source.transaction(async (manager) => {
      await manager.query('SELECT 1');
      line.silence();
      await manager.query('SELECT 1');
    });
    await expect(lost).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(await source.transaction((manager) => manager.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  }, 20_000);

  it('that nobody asks anything is kept', async () => {
    const runner = source.createQueryRunner();
    const { connection } = (await runner.connect()) as { connection: { stream: Socket } };
    const before: unknown = await runner.query('SELECT pg_backend_pid()');
    await once(connection.stream, 'timeout');
    expect(await runner.query('SELECT pg_backend_pid()')).toEqual(before);
    await runner.release();
  }, 20_000);
});
