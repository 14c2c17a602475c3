import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase } from '../../test/records';
import { settleSuccesses } from './settle';

describe('settleSuccesses', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const finish = async (id: string): Promise<void> => {
    await source.query(`UPDATE tasks SET state = 'succeeded' WHERE id = $1`, [id]);
    await settleSuccesses(source.manager, [id]);
  };
  const planRequests = async (job: string): Promise<number> => {
    const [found]: { plan_requests: number }[] = await source.query(
      'SELECT plan_requests FROM jobs WHERE id = $1',
      [job],
    );
    return found!.plan_requests;
  };

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterAll(() => close());

  it('has a job planned anew when the last fact that it waits for is there, and not at each', async () => {
    const job = await addJob(source);
    const facts = await Promise.all([1, 2, 3].map(() => addTask(source, job, { isFact: true })));
    await addTask(source, job, { state: 'waiting' });
    const requests: number[] = [];
    for (const fact of facts) {
      await finish(fact);
      requests.push(await planRequests(job));
    }
    expect(requests).toEqual([0, 0, 1]);
  });

  it('has a job planned anew when nothing of it is open', async () => {
    const job = await addJob(source);
    const [first, last] = [await addTask(source, job), await addTask(source, job)];
    await finish(first);
    expect(await planRequests(job)).toBe(0);
    await finish(last);
    expect(await planRequests(job)).toBe(1);
  });
});
