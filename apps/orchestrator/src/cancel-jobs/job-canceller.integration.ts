import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
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
    expect(await canceller.cancel()).toEqual({ more: false, controls: [{ type: 'cancel', job }] });
    expect(await canceller.cancel()).toEqual({ more: false, controls: [] });
    expect((await taskOf(source, task)).state).toBe('cancelled');
    expect([await statusOf(job), await statusOf(other)]).toEqual(['cancelled', 'processing']);
  });

  it('does not let the others wait for a job whose row is locked', async () => {
    const [locked, free] = [await addCancelled(), await addCancelled()];
    const canceller = new JobCanceller(source);
    await source.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [locked]);
      expect((await canceller.cancel()).controls).toEqual([{ type: 'cancel', job: free }]);
    });
    expect((await canceller.cancel()).controls).toEqual([{ type: 'cancel', job: locked }]);
  });
});
