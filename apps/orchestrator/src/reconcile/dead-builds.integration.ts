import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { addJob, addTask, BUILD, openTestDatabase, renderer } from '../../test/records';
import { recordWorkers } from '../watch-workers/record-workers';
import { replanDeadBuilds } from './dead-builds';

describe('replanDeadBuilds', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let job: string;
  const OTHER = 'bbbbbbbbbbbbbbbb';
  const look = () => source.transaction(replanDeadBuilds);
  const jobOf = () => source.getRepository(JobEntity).findOneByOrFail({ id: job });
  const names = async (): Promise<string[]> => {
    const found: { name: string }[] = await source.query('SELECT name FROM tasks ORDER BY name');
    return found.map(({ name }) => name);
  };

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    job = await addJob(source);
  });
  afterEach(() => source.query('TRUNCATE jobs, tasks, workers'));
  afterAll(() => close());

  it('plans anew what waits for a build without workers while another lives, and keeps the facts', async () => {
    await addTask(source, job, { name: 'fact', isFact: true, state: 'succeeded', build: BUILD });
    await addTask(source, job, { name: 'segment', build: BUILD });
    await recordWorkers(source.manager, [renderer({ build: OTHER })]);
    expect(await look()).toEqual([]);
    expect(await names()).toEqual(['fact']);
    expect(await jobOf()).toMatchObject({ needsPlan: true, replans: 1 });
  });

  it('plans anew what is for no build at all, though its bytes depend on one', async () => {
    await addTask(source, job, { name: 'segment', key: 'a'.repeat(64), engine: 'e', build: null });
    await recordWorkers(source.manager, [renderer()]);
    expect(await look()).toEqual([]);
    expect(await names()).toEqual([]);
    expect(await jobOf()).toMatchObject({ needsPlan: true, replans: 1 });
  });

  it('lets a job wait while no worker of the service lives at all', async () => {
    await addTask(source, job, { name: 'segment', build: BUILD });
    await look();
    expect(await names()).toEqual(['segment']);
    expect(await jobOf()).toMatchObject({ needsPlan: false, replans: 0 });
  });

  it('leaves alone what a living build works on, and what any build does', async () => {
    await recordWorkers(source.manager, [renderer(), renderer({ build: OTHER })]);
    await addTask(source, job, { name: 'segment', build: BUILD });
    await addTask(source, job, { name: 'unkeyed', build: null });
    await look();
    expect(await names()).toEqual(['segment', 'unkeyed']);
  });

  it('fails a job for which planning anew did not help', async () => {
    await source.query('UPDATE jobs SET replans = 5');
    await addTask(source, job, { name: 'segment', build: BUILD });
    await recordWorkers(source.manager, [renderer({ build: OTHER })]);
    expect(await look()).toEqual([job]);
    expect(await jobOf()).toMatchObject({ status: 'failed', error: { code: 'engine_mismatch' } });
  });
});
