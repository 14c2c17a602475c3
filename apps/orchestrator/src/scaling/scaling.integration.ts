import { createLogger, startService, type RunningService } from '@reelmill/observability';
import { Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, renderer } from '../../test/records';
import { recordWorkers } from '../watch-workers/record-workers';
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

  beforeAll(async () => {
    ({ source, close } = await openTestDatabase());
    service = await startService({
      module: NothingElse,
      logger: createLogger({ service: 'test', level: 'silent' }),
      admin: { host: '127.0.0.1', port: 0 },
      operatorRoutes: () => ScalingModule.register(source),
    });
  });
  afterEach(() => source.query('TRUNCATE jobs, tasks, workers CASCADE'));
  afterAll(async () => {
    await service.close();
    await close();
  });

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
    await recordWorkers(source.manager, [renderer()]);
    expect((await read()).pools).toMatchObject({ renderer: { work: 0 }, analyzer: { work: 1 } });
  });

  it('fails without the database, so that an autoscaler keeps what it has', async () => {
    await source.query('ALTER TABLE tasks RENAME TO tasks_away');
    await expect(read()).resolves.toMatchObject({ status: 500 });
    await source.query('ALTER TABLE tasks_away RENAME TO tasks');
  });
});
