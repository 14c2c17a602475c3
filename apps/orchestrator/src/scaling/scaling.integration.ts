import { createLogger, databaseSeconds, startService, type RunningService } from '@reelmill/observability';
import { Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, renderer } from '../../test/records';
import { recordWorkers } from '../watch-workers/record-workers';
import { WORK } from './pool-work';
import { ScalingModule } from './scaling.module';

@Module({})
class NothingElse {}

describe('GET /scaling of the admin listener', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let service: RunningService;
  const read = async () => {
    const response = await fetch(`http://127.0.0.1:${service.adminPort}/scaling`);
    return { status: response.status, pools: ((await response.json()) as { pools?: object }).pools };
  };

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  // Each test a service that has not answered yet.
  beforeEach(async () => {
    service = await startService({
      module: NothingElse,
      logger: createLogger({ service: 'test', level: 'silent' }),
      admin: { host: '127.0.0.1', port: 0 },
      operatorRoutes: () => ScalingModule.register(source),
    });
  });
  afterEach(async () => {
    await service.close();
    await source.query('TRUNCATE jobs, tasks, workers CASCADE');
  });
  afterAll(() => close());

  it('is 0 for each pool of an idle system', async () => {
    await expect(read()).resolves.toEqual({
      status: 200,
      pools: {
        analyzer: { work: 0 },
        transcriber: { work: 0 },
        renderer: { work: 0 },
        storage: { work: 0 },
      },
    });
  });

  it('counts what is ready, on its way, running or due again, and not what waits or has ended', async () => {
    const job = await addJob(source);
    const minutes = (n: number) => new Date(Date.now() + n * 60_000);
    for (const state of [
      'waiting',
      'ready',
      'sending',
      'dispatched',
      'running',
      'succeeded',
      'failed',
    ] as const)
      await addTask(source, job, { state });
    await addTask(source, job, { state: 'retrying', dueAt: minutes(-1) });
    await addTask(source, job, { state: 'retrying', dueAt: minutes(1) });
    await addTask(source, job, { queue: 'storage.tasks' });
    const { pools } = await read();
    expect(pools).toMatchObject({ renderer: { work: 5 }, storage: { work: 1 }, analyzer: { work: 0 } });
  });

  it('counts jobs that wait for a worker where none ever was: nothing of theirs can be planned yet', async () => {
    await addJob(source, { stage: 'waiting_for_worker' });
    await addJob(source, { stage: 'waiting_for_worker', status: 'cancelled' });
    expect((await read()).pools).toMatchObject({ renderer: { work: 1 }, analyzer: { work: 1 } });
  });

  it('does not count them where there has been a worker', async () => {
    await addJob(source, { stage: 'waiting_for_worker' });
    await recordWorkers(source.manager, [renderer()]);
    expect((await read()).pools).toMatchObject({ renderer: { work: 0 }, analyzer: { work: 1 } });
  });

  it('costs two statements for all pools that are asked for at a time', async () => {
    databaseSeconds.reset();
    await Promise.all([read(), read(), read(), read()]);
    await read();
    const { values } = await databaseSeconds.get();
    expect(values.find(({ metricName }) => metricName?.endsWith('_count'))?.value).toBe(2);
  });

  it('counts tasks without reading them, however large the table is', async () => {
    const plan = await source.transaction(async (manager) => {
      // As Postgres plans where the table is large; here it is empty.
      await manager.query('SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL enable_bitmapscan = off');
      return JSON.stringify(await manager.query(`EXPLAIN ${WORK}`));
    });
    expect(plan).toContain('Index Only Scan using tasks_to_dispatch');
    expect(plan).not.toContain('Seq Scan on tasks');
  });

  it('fails without the database, so that an autoscaler keeps what it has', async () => {
    await source.query('ALTER TABLE tasks RENAME TO tasks_away');
    await expect(read()).resolves.toMatchObject({ status: 500 });
    await source.query('ALTER TABLE tasks_away RENAME TO tasks');
  });
});
