import { randomUUID } from 'node:crypto';
import type { Answer } from '@reelmill/contracts';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { waitingForLock } from '../../test/waiting-for-lock';
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

  it('can not be taken back for what was in hand when another took over', async () => {
    const [frozen, next] = [new Fence(source), new Fence(source)];
    await frozen.take();
    await next.take();
    await expect(write(frozen)).rejects.toThrow(FencedError);
    await expect(frozen.take()).rejects.toThrow(FencedError);
    await expect(write(frozen)).rejects.toThrow(FencedError);
    await write(next);
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

describe('a mark behind the answers', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const at = '2026-01-02T03:04:05.678Z';
  const mark: Answer = { v: 1, id: randomUUID(), type: 'answers.marked', at };
  const drainedAt = async (): Promise<string | undefined> => {
    const [fence] = await source.query<{ drained_at: Date | null }[]>('SELECT drained_at FROM fences');
    return fence?.drained_at?.toISOString();
  };

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(() => source.query('TRUNCATE fences'));
  afterAll(() => close());

  it('says once it is read that all that was answered before it is written', async () => {
    const fence = new Fence(source);
    await fence.take();
    await new AnswerBatch(source).write([mark], fence);
    expect(await drainedAt()).toBe(at);
  });

  it('says nothing in the hands of an orchestrator that was overtaken', async () => {
    const [frozen, next] = [new Fence(source), new Fence(source)];
    await frozen.take();
    await next.take();
    await expect(new AnswerBatch(source).write([mark], frozen)).rejects.toThrow(FencedError);
    expect(await drainedAt()).toBeUndefined();
  });
});
