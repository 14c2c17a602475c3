import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { AnswerBatch } from '../handle-answers/answer-batch';
import { reissueLost, reissueOverdue, settleGoneWorkers } from './reissue';

describe('what was lost is set going again', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let job: string;
  const boot = randomUUID();
  const worker = {
    v: 1 as const,
    id: randomUUID(),
    boot,
    service: 'renderer',
    host: 'h',
    build: '0f1e2d3c4b5a6978',
    engines: { 'segment.render': 'e' },
    slots: 2,
  };
  const silence = () =>
    source.query(`UPDATE workers SET last_beat_at = now() - interval '1 minute' WHERE boot_id = $1`, [boot]);

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    job = await addJob(source);
    await new AnswerBatch(source).write([{ ...worker, type: 'worker.started' }]);
  });
  afterEach(() => source.query('TRUNCATE jobs, tasks, task_starts, workers'));
  afterAll(() => close());

  const start = async (): Promise<string> => {
    const task = await addTask(source, job, { state: 'dispatched', ticket: 1 });
    await new AnswerBatch(source).write([{ ...about(job, task, boot), type: 'task.started' }]);
    return task;
  };

  it('the task of a vanished worker is ready, with one crash counted once', async () => {
    const task = await start();
    await silence();
    expect(await settleGoneWorkers(source.manager)).toMatchObject([{ id: task, crashes: 1 }]);
    expect(await settleGoneWorkers(source.manager)).toEqual([]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'ready', crashes: 1 });
  });

  it('a crash is counted also when another worker has the task already', async () => {
    const task = await start();
    const other = randomUUID();
    await new AnswerBatch(source).write([{ ...about(job, task, other), type: 'task.started' }]);
    await silence();
    await settleGoneWorkers(source.manager);
    expect(await taskOf(source, task)).toMatchObject({ state: 'running', bootId: other, crashes: 1 });
  });

  it('a worker that said that it stops has not crashed, and has given its ticket back', async () => {
    const task = await start();
    await new AnswerBatch(source).write([{ v: 1, id: randomUUID(), boot, type: 'worker.stopped' }]);
    await silence();
    expect(await settleGoneWorkers(source.manager)).toEqual([]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched', bootId: null, crashes: 0 });
  });

  it('expired claims, overdue retries and lost tickets are ready', async () => {
    const past = new Date(Date.now() - 3_600_000);
    const claimed = await addTask(source, job, { state: 'sending', claimedUntil: past });
    const retrying = await addTask(source, job, { state: 'retrying', dueAt: past });
    const lost = await addTask(source, job, {
      state: 'dispatched',
      dispatchedAt: new Date(Date.now() - 30_000),
    });
    await reissueOverdue(source.manager);
    expect(await taskOf(source, claimed)).toMatchObject({ state: 'ready' });
    expect(await taskOf(source, retrying)).toMatchObject({ state: 'ready' });
    expect(await taskOf(source, lost)).toMatchObject({ state: 'dispatched' });
    await reissueLost(source.manager, 'renderer.tasks', new Date(Date.now() - 10_000));
    expect(await taskOf(source, lost)).toMatchObject({ state: 'ready' });
  });
});
