import { ANSWERS_QUEUE } from '@reelmill/messaging';
import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { about, addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { Told } from '../../test/told';
import { AnswerBatch } from '../handle-answers/answer-batch';
import { DeadLetters } from './dead-letters';

describe('DeadLetters', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let told: Told;
  const letter = (bytes: Buffer) => ({
    queue: 'renderer.tasks',
    bytes,
    headers: {},
    failure: null,
    reason: 'x',
  });
  const letters = () => new DeadLetters(source, new AnswerBatch(source));
  const ticket = (job: string, task: string) => Buffer.from(JSON.stringify({ job, task, ticket: 1 }));

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(() => (told = new Told()));
  afterAll(() => close());

  it('fail the task and the job that they are of, and keep the bytes', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1, name: 'segment-1' });
    const bytes = ticket(job, task);
    const failure = { code: 'internal', message: 'No attempt is left.', retryable: true } as const;
    await letters().keep([{ ...letter(bytes), failure }], told.tell);
    expect(told.controls).toEqual([{ type: 'cancel', job }]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'failed', failure });
    expect(await source.getRepository(JobEntity).findOneByOrFail({ id: job })).toMatchObject({
      status: 'failed',
      error: { code: 'internal', task: 'segment-1' },
    });
    expect(await source.query('SELECT body, reason FROM dead_letters WHERE task_id = $1', [task])).toEqual([
      { body: bytes, reason: 'No attempt is left.' },
    ]);
  });

  it('are kept once with their counts, however often they are drained', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'retrying', ticket: 1, attempt: 3, crashes: 1 });
    const failure = { code: 'internal', message: 'No attempt is left.', retryable: true } as const;
    const dead = { ...letter(ticket(job, task)), failure };
    await letters().keep([dead, dead], told.tell);
    await letters().keep([dead], told.tell);
    expect(
      await source.query('SELECT attempts, crashes FROM dead_letters WHERE task_id = $1', [task]),
    ).toEqual([{ attempts: 3, crashes: 1 }]);
  });

  it('that are successes the broker handed out too often are applied, not held against the job', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    const success = {
      ...about(job, task),
      type: 'task.succeeded',
      reply: { bytes: 1 },
      made: true,
      seconds: 1,
    };
    const bytes = Buffer.from(JSON.stringify(success));
    const dead = { queue: ANSWERS_QUEUE, bytes, headers: {}, failure: null, reason: null };
    await letters().keep([dead], told.tell);
    expect(told.controls).toEqual([]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'succeeded', reply: { bytes: 1 } });
    expect(await source.query('SELECT 1 FROM dead_letters WHERE task_id = $1', [task])).toEqual([]);
  });

  it('that are answers which could not be written fail their job', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    const bytes = Buffer.from(JSON.stringify({ ...about(job, task), type: 'task.succeeded', reply: 1 }));
    const dead = { queue: ANSWERS_QUEUE, bytes, headers: {}, failure: null, reason: 'could not be written' };
    await letters().keep([dead], told.tell);
    expect(told.controls).toEqual([{ type: 'cancel', job }]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'failed' });
  });

  it('are kept when nobody can read them', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x01]);
    await letters().keep([letter(bytes)], told.tell);
    expect(told.controls).toEqual([]);
    expect(await source.query('SELECT 1 AS kept FROM dead_letters WHERE body = $1', [bytes])).toEqual([
      { kept: 1 },
    ]);
  });

  it('change nothing for a task that has another ticket by now', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 2 });
    await letters().keep([letter(ticket(job, task))], told.tell);
    expect(await taskOf(source, task)).toMatchObject({ state: 'running' });
  });

  it('say at once what an answer among them has ended, also when a letter can not be kept', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    const failure = { code: 'media_unreadable', message: 'No picture.', retryable: false };
    const bytes = Buffer.from(JSON.stringify({ ...about(job, task), type: 'task.failed', failure }));
    const answer = { queue: ANSWERS_QUEUE, bytes, headers: {}, failure: null, reason: null };
    const hostile = { ...letter(Buffer.from('x')), headers: { note: '\0' } };
    await expect(letters().keep([answer, hostile], told.tell)).rejects.toThrow();
    expect(await taskOf(source, task)).toMatchObject({ state: 'failed' });
    expect(told.controls).toEqual([{ type: 'cancel', job }]);
  });

  it('are kept without headers that the database refuses', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    const hostile = { ...letter(ticket(job, task)), headers: { note: '\0' } };
    await expect(letters().keep([hostile], told.tell)).rejects.toThrow();
    await letters().keepPlain(hostile, told.tell);
    expect(told.controls).toEqual([{ type: 'cancel', job }]);
  });
});
