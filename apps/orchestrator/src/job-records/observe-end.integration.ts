import { randomUUID } from 'node:crypto';
import { jobWaitSeconds, jobsTotal } from '@reelmill/observability';
import { QueryFailedError, type DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase } from '../../test/records';
import { endJob } from '../transitions/end-job';
import { inTransaction } from './in-transaction';
import { observeEnd } from './observe-end';

describe('observeEnd', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const cancelled = async (): Promise<number> =>
    (await jobsTotal.get()).values.find(({ labels }) => labels.outcome === 'cancelled')?.value ?? 0;
  const waits = async (name: string): Promise<number> =>
    (await jobWaitSeconds.get()).values.find(({ metricName }) => metricName?.endsWith(name))?.value ?? 0;
  const cancel = (job: string, more: () => Promise<void> = () => Promise.resolve()) =>
    inTransaction(source, async (manager) => {
      await endJob(manager, job, { status: 'cancelled' });
      await observeEnd(manager, job);
      await more();
    });

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterAll(() => close());

  it('counts a job once when its transaction had to be tried again', async () => {
    const before = await cancelled();
    let tries = 0;
    await cancel(await addJob(source), () =>
      ++tries < 3
        ? Promise.reject(new QueryFailedError('', [], Object.assign(new Error('x'), { code: '40001' })))
        : Promise.resolve(),
    );
    expect(tries).toBe(3);
    expect((await cancelled()) - before).toBe(1);
  });

  it('counts nothing when the transaction came to nothing', async () => {
    const before = await cancelled();
    await expect(
      cancel(await addJob(source), () => Promise.reject(new TypeError('a defect'))),
    ).rejects.toThrow();
    expect(await cancelled()).toBe(before);
  });

  it('takes as the wait of a job the time until a worker first started one of its tasks', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job);
    await source.query(
      `UPDATE jobs SET created_at = now() - interval '90 s', started_at = now() - interval '89 s' WHERE id = $1`,
      [job],
    );
    for (const [ago, ticket] of [
      ['50 s', 1],
      ['20 s', 2],
    ] as const) {
      await source.query(
        `INSERT INTO task_starts (task_id, boot_id, ticket, attempt, started_at)
         VALUES ($1, $2, $3, 1, now() - $4::interval)`,
        [task, randomUUID(), ticket, ago],
      );
    }
    const [sum, count] = [await waits('_sum'), await waits('_count')];
    await cancel(job);
    await cancel(await addJob(source));
    expect((await waits('_sum')) - sum).toBeCloseTo(40, 0);
    expect((await waits('_count')) - count).toBe(1);
  });
});
