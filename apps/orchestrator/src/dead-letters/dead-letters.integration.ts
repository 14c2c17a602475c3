import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { DeadLetters } from './dead-letters';

describe('DeadLetters', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const letter = (bytes: Buffer) => ({
    queue: 'renderer.tasks',
    bytes,
    headers: {},
    failure: null,
    reason: 'x',
  });
  const ticket = (job: string, task: string) => Buffer.from(JSON.stringify({ job, task, ticket: 1 }));

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterAll(() => close());

  it('fail the task and the job that they are of, and keep the bytes', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1, name: 'segment-1' });
    const bytes = ticket(job, task);
    const failure = { code: 'internal', message: 'No attempt is left.', retryable: true } as const;
    expect(await new DeadLetters(source).keep([{ ...letter(bytes), failure }])).toEqual([
      { type: 'cancel', job },
    ]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'failed', failure });
    expect(await source.getRepository(JobEntity).findOneByOrFail({ id: job })).toMatchObject({
      status: 'failed',
      error: { code: 'internal', task: 'segment-1' },
    });
    expect(await source.query('SELECT body, reason FROM dead_letters WHERE task_id = $1', [task])).toEqual([
      { body: bytes, reason: 'No attempt is left.' },
    ]);
  });

  it('are kept when nobody can read them', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x01]);
    expect(await new DeadLetters(source).keep([letter(bytes)])).toEqual([]);
    expect(await source.query('SELECT 1 AS kept FROM dead_letters WHERE body = $1', [bytes])).toEqual([
      { kept: 1 },
    ]);
  });

  it('change nothing for a task that has another ticket by now', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 2 });
    await new DeadLetters(source).keep([letter(ticket(job, task))]);
    expect(await taskOf(source, task)).toMatchObject({ state: 'running' });
  });

  it('are kept without headers that the database refuses', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1 });
    const hostile = { ...letter(ticket(job, task)), headers: { note: '\0' } };
    await expect(new DeadLetters(source).keep([hostile])).rejects.toThrow();
    expect(await new DeadLetters(source).keepPlain(hostile)).toEqual([{ type: 'cancel', job }]);
  });
});
