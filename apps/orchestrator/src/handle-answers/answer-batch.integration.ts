import { randomUUID } from 'node:crypto';
import type { Answer, AnswerOf } from '@reelmill/contracts';
import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, renderer, taskOf } from '../../test/records';
import { AnswerBatch } from './answer-batch';

describe('AnswerBatch', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const write = (...answers: Answer[]) => new AnswerBatch(source).write(answers);
  const jobOf = (id: string) => source.getRepository(JobEntity).findOneByOrFail({ id });
  const issued = (job: string) => addTask(source, job, { state: 'dispatched', ticket: 1 });
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

  it('stops nothing when the start of an attempt that is over comes a second time', async () => {
    const job = await addJob(source);
    const task = await issued(job);
    const started = { ...about(job, task), type: 'task.started' } as const;
    const { failure } = failed(job, task) as AnswerOf<'task.failed'>;
    const dueAt = '2030-01-01T00:00:00Z';
    await write(started, { ...about(job, task), type: 'task.retrying', dueAt, failure });
    await write({ ...started, attempt: 2 });
    expect(await write(started)).toEqual([]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'running', attempt: 2 });
  });

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

  it('plans a job anew, once a batch, when workers make other bytes than were planned, but not for ever', async () => {
    const mismatch = { code: 'engine_mismatch', message: 'x', retryable: false } as const;
    const job = await addJob(source);
    const refuse = async (): Promise<void> => {
      const tasks = [await issued(job), await issued(job)];
      await write(
        ...tasks.map((task) => ({ ...about(job, task), type: 'task.failed' as const, failure: mismatch })),
      );
    };
    await refuse();
    expect(await source.query('SELECT id FROM tasks WHERE job_id = $1', [job])).toEqual([]);
    expect(await jobOf(job)).toMatchObject({ status: 'processing', needsPlan: true, replans: 1 });
    for (let round = 0; round < 5; round++) await refuse();
    expect(await jobOf(job)).toMatchObject({ status: 'failed', error: { code: 'engine_mismatch' } });
  });

  it('keeps a success that comes in one batch with a mismatch, and counts what it meets once', async () => {
    const failure = { code: 'engine_mismatch', message: 'x', retryable: false } as const;
    const job = await addJob(source);
    const task = await issued(job);
    const next = await addTask(source, job, { state: 'waiting', unmet: 1 });
    await source.query('INSERT INTO task_dependencies (task_id, needs_id) VALUES ($1, $2)', [next, task]);
    await write({ ...about(job, task), type: 'task.failed', failure }, succeeded(job, task));
    expect(await taskOf(source, task)).toMatchObject({ state: 'succeeded' });
    expect(await taskOf(source, next)).toMatchObject({ state: 'ready', unmet: 0 });
    await write(succeeded(job, task));
    expect(await taskOf(source, next)).toMatchObject({ state: 'ready', unmet: 0 });
  });

  it('leaves nothing running on a worker that stopped, whichever of start and stop comes first', async () => {
    const job = await addJob(source);
    const boot = randomUUID();
    await write(renderer({ boot }));
    const stopped: Answer = { v: 1, id: randomUUID(), boot, type: 'worker.stopped' };
    const [first, second, late] = [await issued(job), await issued(job), await issued(job)];
    await write({ ...about(job, first, boot), type: 'task.started' }, stopped, {
      ...about(job, second, boot),
      type: 'task.started',
    });
    await write({ ...about(job, late, boot), type: 'task.started' });
    for (const task of [first, second, late])
      expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched', bootId: null });
    expect(await source.query('SELECT 1 FROM task_starts WHERE ended_at IS NULL')).toEqual([]);
  });

  it('ends the ready tasks of other jobs for which the same artifact was wanted', async () => {
    const job = await addJob(source);
    const other = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1, key });
    const same = await addTask(source, other, { key });
    await write(succeeded(job, task));
    expect(await taskOf(source, same)).toMatchObject({ state: 'succeeded', reply: { bytes: 1 } });
    expect(await jobOf(other)).toMatchObject({ needsPlan: true, progress: 1 });
  });

  it('says where in the spec the cause of a failure stands, without the secrets of its address', async () => {
    const job = await addJob(source);
    const subject = { pointers: ['/input/scenes/0/elements/1'], src: 'https://me:pass@example.com/a.png' };
    const task = await addTask(source, job, { state: 'running', ticket: 1, subject });
    await write(failed(job, task));
    expect((await jobOf(job)).error).toMatchObject({
      pointer: '/input/scenes/0/elements/1',
      src: 'https://***@example.com/a.png',
    });
  });

  it('keeps a delay that is longer than the ladder to the second', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    const failure = { code: 'fetch_failed', message: 'x', retryable: true, retryAfterMs: 3_600_000 } as const;
    await write({ ...about(job, task), type: 'task.retrying', dueAt: '2030-01-01T00:00:00Z', failure });
    expect(await taskOf(source, task)).toMatchObject({
      state: 'retrying',
      held: true,
      dueAt: new Date('2030-01-01T00:00:00Z'),
    });
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
    await write(renderer());
    expect(await jobOf(job)).toMatchObject({ needsPlan: true });
  });
});
