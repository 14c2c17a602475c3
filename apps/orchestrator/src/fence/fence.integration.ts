import type { Answer } from '@reelmill/contracts';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { AnswerBatch } from '../handle-answers/answer-batch';
import { Fence, FencedError } from './fence';

describe('Fence', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let task: string;
  let started: Answer;
  const write = (fence: Fence) => new AnswerBatch(source).write([started], fence);

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    await source.query('TRUNCATE jobs, tasks, fences');
    const job = await addJob(source);
    task = await addTask(source, job, { state: 'dispatched', ticket: 1 });
    started = { ...about(job, task), type: 'task.started' };
  });
  afterAll(() => close());

  it('refuses what an orchestrator writes after another has taken over', async () => {
    const [frozen, next] = [new Fence(source), new Fence(source)];
    await frozen.take();
    await next.take();
    await expect(write(frozen)).rejects.toThrow(FencedError);
    expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched' });
    await write(next);
    expect(await taskOf(source, task)).toMatchObject({ state: 'running' });
  });

  it('lets a commit that was in time end before another takes over', async () => {
    const [frozen, next] = [new Fence(source), new Fence(source)];
    await frozen.take();
    const order: string[] = [];
    const runner = source.createQueryRunner();
    await runner.startTransaction();
    await frozen.pass(runner.manager);
    const taken = next.take().then(() => order.push('taken'));
    // The lock that the other waits for is seen before the commit goes on.
    await waitingForLock(source);
    order.push('committed');
    await runner.commitTransaction();
    await taken;
    await runner.release();
    expect(order).toEqual(['committed', 'taken']);
  });

  it('is taken anew by one that attaches again', async () => {
    const [first, second] = [new Fence(source), new Fence(source)];
    await first.take();
    await second.take();
    first.release();
    await first.take();
    await write(first);
    await expect(write(second)).rejects.toThrow(FencedError);
  });
});

async function waitingForLock(source: DataSource): Promise<void> {
  for (;;) {
    const waiting: unknown[] = await source.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    if (waiting.length > 0) return;
  }
}
