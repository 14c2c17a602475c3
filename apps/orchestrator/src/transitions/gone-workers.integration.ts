import { randomUUID } from 'node:crypto';
import type { TaskEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, renderer, taskOf } from '../../test/records';
import { noteDrained } from '../fence/answer-marks';
import { AnswerBatch } from '../handle-answers/answer-batch';
import { settleGoneWorkers } from './gone-workers';

describe('settleGoneWorkers', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let job: string;
  const boot = randomUUID();
  const silence = () =>
    source.query(`UPDATE workers SET last_beat_at = now() - interval '1 minute' WHERE boot_id = $1`, [boot]);
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    job = await addJob(source);
    await new AnswerBatch(source).write([renderer({ boot })]);
    await noteDrained(source.manager, ago(0));
  });
  afterEach(() => source.query('TRUNCATE jobs, tasks, task_starts, workers, dead_letters, fences'));
  afterAll(() => close());

  const settle = () => source.transaction(settleGoneWorkers);
  const start = async (more: Partial<TaskEntity> = {}): Promise<string> => {
    const task = await addTask(source, job, { state: 'dispatched', ticket: 1, ...more });
    await new AnswerBatch(source).write([{ ...about(job, task, boot), type: 'task.started' }]);
    return task;
  };

  it('makes the task of a vanished worker ready, with one crash counted once', async () => {
    const task = await start();
    await silence();
    const silent = [{ service: 'renderer', count: 1 }];
    expect(await settle()).toEqual({
      silent,
      crashed: [expect.objectContaining({ id: task, crashes: 1 })],
      ended: [],
    });
    expect(await settle()).toEqual({ silent: [], crashed: [], ended: [] });
    expect(await taskOf(source, task)).toMatchObject({ state: 'ready', crashes: 1 });
  });

  it('counts one crash of a start that is heard a second time after it was counted', async () => {
    const task = await addTask(source, job, { state: 'dispatched', ticket: 1 });
    const started = { ...about(job, task, boot), type: 'task.started' } as const;
    await new AnswerBatch(source).write([started]);
    await silence();
    await settle();
    await new AnswerBatch(source).write([started]);
    expect(await settle()).toMatchObject({ crashed: [], ended: [] });
    expect(await taskOf(source, task)).toMatchObject({ state: 'ready', bootId: null, crashes: 1 });
  });

  it('counts no crash of a start that is heard a second time after its worker said that it stops', async () => {
    const task = await addTask(source, job, { state: 'dispatched', ticket: 1 });
    const started = { ...about(job, task, boot), type: 'task.started' } as const;
    await new AnswerBatch(source).write([started]);
    await new AnswerBatch(source).write([{ v: 1, id: randomUUID(), boot, type: 'worker.stopped' }]);
    await new AnswerBatch(source).write([started]);
    await silence();
    expect(await settle()).toMatchObject({ crashed: [], ended: [] });
    expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched', bootId: null, crashes: 0 });
  });

  it('counts no crash while what the worker said last may wait among the answers', async () => {
    const task = await start();
    await silence();
    await source.query(`UPDATE fences SET drained_at = now() - interval '55 seconds'`);
    expect(await settle()).toMatchObject({ crashed: [], ended: [] });
    expect(await taskOf(source, task)).toMatchObject({ state: 'running', crashes: 0 });
    await noteDrained(source.manager, ago(45));
    expect(await settle()).toMatchObject({ crashed: [{ id: task, crashes: 1 }] });
  });

  it('counts a crash also when another worker has the task already', async () => {
    const task = await start();
    const other = randomUUID();
    await new AnswerBatch(source).write([{ ...about(job, task, other), type: 'task.started' }]);
    await silence();
    await settle();
    expect(await taskOf(source, task)).toMatchObject({ state: 'running', bootId: other, crashes: 1 });
  });

  it('counts no crash against a worker that said that it stops', async () => {
    const task = await start();
    await new AnswerBatch(source).write([{ v: 1, id: randomUUID(), boot, type: 'worker.stopped' }]);
    await silence();
    expect(await settle()).toMatchObject({ crashed: [], ended: [] });
    expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched', bootId: null, crashes: 0 });
  });

  it('counts no crash for a start that was refused', async () => {
    const task = await addTask(source, job, { state: 'running', ticket: 2, bootId: randomUUID() });
    await new AnswerBatch(source).write([{ ...about(job, task, boot), type: 'task.started' }]);
    await silence();
    expect(await settle()).toMatchObject({ crashed: [], ended: [] });
    expect(await taskOf(source, task)).toMatchObject({ state: 'running', crashes: 0 });
  });

  it('gives a task up at the fifth crash, with one dead letter that holds its ticket and counts', async () => {
    const task = await start({ crashes: 4, name: 'segment-1' });
    await silence();
    expect(await settle()).toMatchObject({ crashed: [{ id: task, crashes: 5 }], ended: [job] });
    expect(await taskOf(source, task)).toMatchObject({ state: 'failed', failure: { code: 'crashed' } });
    const letters: { body: Buffer; reason: string }[] = await source.query(
      'SELECT queue, body, reason, attempts, crashes FROM dead_letters',
    );
    expect(letters).toMatchObject([{ queue: 'renderer.tasks', attempts: 1, crashes: 5 }]);
    expect(letters[0]!.reason).toMatch(/^5 workers vanished/);
    expect(JSON.parse(letters[0]!.body.toString())).toMatchObject({ task, job, ticket: 1, crashes: 5 });
  });
});
