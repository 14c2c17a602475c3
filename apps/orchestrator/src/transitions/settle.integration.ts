import { JOB_LIMITS } from '@reelmill/contracts';
import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { testPlanner } from '../../test/planner';
import { addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { Told } from '../../test/told';
import type { JobPlanner } from '../plan-jobs/job-planner';
import { settleSuccesses } from './settle';

describe('settleSuccesses', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let planner: JobPlanner;
  const finish = async (id: string, reply: object = {}): Promise<void> => {
    await source.query(`UPDATE tasks SET state = 'succeeded', reply = $2 WHERE id = $1`, [id, reply]);
    await settleSuccesses(source.manager, [id]);
  };
  const planRequests = async (job: string): Promise<number> => {
    const [found]: { plan_requests: number }[] = await source.query(
      'SELECT plan_requests FROM jobs WHERE id = $1',
      [job],
    );
    return found!.plan_requests;
  };

  beforeAll(async () => {
    ({ source, close } = await openTestDatabase());
    planner = testPlanner(source);
  });
  afterAll(async () => {
    await planner.stop();
    await close();
  });

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

  it('has a job that downloaded too much planned at once, which ends it, however many sources are left', async () => {
    const sources = ['first', 'second', 'third'].map((name) => ({ src: `https://example.org/${name}.png` }));
    const scenes = sources.map(({ src }) => ({ duration: 1, elements: [{ type: 'image', src }] }));
    const job = await addJob(source, { input: { scenes }, needsPlan: true });
    const plan = () => planner.plan(new Told().tell);
    await plan();
    const [first, second, third] = (
      await source.query<{ id: string }[]>('SELECT id FROM tasks WHERE job_id = $1', [job])
    ).map(({ id }) => id);
    const before = await planRequests(job);
    await finish(first!, { bytes: JOB_LIMITS.ingestedBytes.most });
    expect((await planRequests(job)) - before).toBe(0);
    await finish(second!, { bytes: 1 });
    expect((await planRequests(job)) - before).toBe(1);
    await plan();
    expect(await source.getRepository(JobEntity).findOneByOrFail({ id: job })).toMatchObject({
      status: 'failed',
      error: { code: 'spec_impossible', message: expect.stringContaining('ingestedBytes') as string },
    });
    expect(await taskOf(source, third!)).toMatchObject({ state: 'cancelled' });
  });
});
