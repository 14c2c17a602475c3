import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, refuseUpdates, taskOf } from '../../test/records';
import { Told } from '../../test/told';
import { JobCanceller } from './job-canceller';

describe('JobCanceller', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const addCancelled = async (): Promise<string> => {
    const id = await addJob(source);
    await source.query('UPDATE jobs SET cancel_requested = true WHERE id = $1', [id]);
    return id;
  };
  const statusOf = async (id: string): Promise<string> => {
    const [job]: { status: string }[] = await source.query('SELECT status FROM jobs WHERE id = $1', [id]);
    return job!.status;
  };

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() => source.query('TRUNCATE jobs, tasks, job_events'));
  afterAll(() => close());

  it('ends the jobs whose callers asked for it, and their open tasks, once', async () => {
    const job = await addCancelled();
    const task = await addTask(source, job, { state: 'running' });
    const other = await addJob(source);
    const canceller = new JobCanceller(source);
    const told = new Told();
    expect(await canceller.cancel(told.tell)).toBe(false);
    expect(await canceller.cancel(told.tell)).toBe(false);
    expect(told.controls).toEqual([{ type: 'cancel', job }]);
    expect((await taskOf(source, task)).state).toBe('cancelled');
    expect([await statusOf(job), await statusOf(other)]).toEqual(['cancelled', 'processing']);
  });

  it('does not let the others wait for a job whose row is locked', async () => {
    const [locked, free] = [await addCancelled(), await addCancelled()];
    const canceller = new JobCanceller(source);
    const told = new Told();
    await source.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [locked]);
      await canceller.cancel(told.tell);
      expect(told.controls).toEqual([{ type: 'cancel', job: free }]);
    });
    await canceller.cancel(told.tell);
    expect(told.controls.slice(1)).toEqual([{ type: 'cancel', job: locked }]);
  });

  it('cancels and tells of the others when one can not be ended, and says so', async () => {
    const [first, broken, last] = [await addCancelled(), await addCancelled(), await addCancelled()];
    const allow = await refuseUpdates(source, { of: 'status', job: broken });
    const told = new Told();
    await expect(new JobCanceller(source).cancel(told.tell)).rejects.toThrow('refused');
    await allow();
    expect(told.jobs()).toEqual([first, last].sort());
    expect(await statusOf(broken)).toBe('processing');
  });
});
