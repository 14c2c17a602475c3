import { randomUUID } from 'node:crypto';
import type { Answer } from '@reelmill/contracts';
import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { AnswerBatch } from './answer-batch';

describe('AnswerBatch', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const write = (...answers: Answer[]) => new AnswerBatch(source).write(answers);
  const jobOf = (id: string) => source.getRepository(JobEntity).findOneByOrFail({ id });
  const key = 'b'.repeat(64);
  const succeeded = (job: string, task: string): Answer => ({
    ...about(job, task),
    type: 'task.succeeded',
    reply: { bytes: 1 },
    made: true,
    seconds: 1,
  });
  const failed = (job: string, task: string): Answer => ({
    ...about(job, task),
    type: 'task.failed',
    failure: { code: 'media_unreadable', message: 'No picture.', retryable: false },
  });

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() =>
    source.query('TRUNCATE jobs, tasks, task_dependencies, task_starts, artifacts, job_events'),
  );
  afterAll(() => close());

  it('keeps what a success made, and asks for a plan when nothing is left to do', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1, key });
    await write(succeeded(job, task));
    expect(await taskOf(source, task)).toMatchObject({
      state: 'succeeded',
      reply: { bytes: 1 },
      progress: 1,
    });
    expect(await source.query('SELECT key FROM artifacts')).toEqual([{ key }]);
    expect(await jobOf(job)).toMatchObject({ needsPlan: true, progress: 1 });
  });

  it('fails the job of a failed task with the reason, and cancels its siblings', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1, name: 'analyze/x' });
    const sibling = await addTask(source, job, { state: 'running', ticket: 1 });
    const controls = await write(failed(job, task));
    expect(controls).toEqual([{ type: 'cancel', job }]);
    expect(await jobOf(job)).toMatchObject({
      status: 'failed',
      error: { code: 'media_unreadable', message: 'No picture.', task: 'analyze/x' },
    });
    expect(await taskOf(source, sibling)).toMatchObject({ state: 'cancelled' });
  });

  it('changes nothing when the same answer comes twice', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    await write(failed(job, task));
    await write(failed(job, task), succeeded(job, task));
    expect(await jobOf(job)).toMatchObject({ status: 'failed', eventSequence: 1 });
  });

  it('takes an answer that came twice into one batch', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'dispatched', ticket: 1 });
    const started: Answer = { ...about(job, task), type: 'task.started' };
    await write(started, { ...started, id: randomUUID() });
    expect(await taskOf(source, task)).toMatchObject({ state: 'running' });
  });

  it('plans a job anew when an assembly misses an artifact, but not for ever', async () => {
    const job = await addJob(source);
    const missing = { code: 'input_missing', message: 'Gone.', retryable: false } as const;
    const assemble = async (): Promise<string> => {
      const task = await addTask(source, job, { state: 'running', ticket: 1, command: 'video.assemble' });
      await write({ ...about(job, task), type: 'task.failed', failure: missing });
      return task;
    };
    await assemble();
    expect(await jobOf(job)).toMatchObject({ status: 'processing', needsPlan: true, replans: 1 });
    for (let round = 0; round < 5; round++) await assemble();
    expect(await jobOf(job)).toMatchObject({
      status: 'failed',
      needsPlan: false,
      error: { code: 'input_missing' },
    });
  });

  it('plans a job anew when no worker of its engine is left, and waits for one that lives', async () => {
    const engine = 'old';
    const mismatch = { code: 'engine_mismatch', message: 'x', retryable: false } as const;
    const worker = {
      service: 'renderer',
      host: 'h',
      build: '0f1e2d3c4b5a6978',
      engines: { 'segment.render': engine },
      slots: 2,
    };
    const boot = randomUUID();
    await write({ v: 1, id: randomUUID(), boot, type: 'worker.started', ...worker });
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'dispatched', ticket: 1, engine });
    await write({ ...about(job, task), type: 'task.failed', failure: mismatch });
    expect(await taskOf(source, task)).toMatchObject({ state: 'ready' });
    await write({ v: 1, id: randomUUID(), boot, type: 'worker.stopped' });
    await write({ ...about(job, task), type: 'task.failed', failure: mismatch });
    expect(await source.query('SELECT id FROM tasks WHERE job_id = $1', [job])).toEqual([]);
    expect(await jobOf(job)).toMatchObject({ needsPlan: true, replans: 1 });
  });

  it('shows a job as retrying while one of its tasks is, and no longer', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    const failure = { code: 'internal', message: 'x', retryable: true } as const;
    await write({ ...about(job, task), type: 'task.retrying', dueAt: new Date().toISOString(), failure });
    expect(await jobOf(job)).toMatchObject({ status: 'retrying' });
    expect(await taskOf(source, task)).toMatchObject({ state: 'retrying', attempt: 2 });
    await write({ ...about(job, task), type: 'task.started', attempt: 2 });
    expect(await jobOf(job)).toMatchObject({ status: 'processing' });
  });

  it('tells a worker to stop a task that nobody wants any more', async () => {
    const job = randomUUID();
    const task = randomUUID();
    expect(await write({ ...about(job, task), type: 'task.started' })).toEqual([
      { type: 'cancel', job, task, ticket: 1 },
    ]);
  });

  it('plans jobs that wait for a worker when one comes', async () => {
    const job = await addJob(source);
    await source.query(`UPDATE jobs SET stage = 'waiting_for_worker'`);
    const worker = {
      service: 'renderer',
      host: 'h',
      build: '0f1e2d3c4b5a6978',
      engines: { 'segment.render': 'e' },
      slots: 2,
    };
    await write({ v: 1, id: randomUUID(), boot: randomUUID(), type: 'worker.started', ...worker });
    expect(await jobOf(job)).toMatchObject({ needsPlan: true });
  });
});
