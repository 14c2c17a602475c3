import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, renderer, taskOf } from '../../test/records';
import { databaseTime, noteDrained } from '../fence/answer-marks';
import { Beats } from './beats';

describe('Beats', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const worker = renderer();
  let beats: Beats;
  const beat = (...tasks: { job: string; task: string; ticket: number; progress: number }[]) =>
    beats.note({ ...worker, id: randomUUID(), tasks });

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    beats = new Beats(source);
    await source.query('TRUNCATE jobs, tasks, fences');
  });
  afterAll(() => close());

  it('raise the progress of the current ticket of a task, and never lower it', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 2 });
    await beat({ job, task, ticket: 2, progress: 0.5 });
    await beat({ job, task, ticket: 2, progress: 0.25 });
    await beat({ job, task, ticket: 1, progress: 0.75 });
    expect(await taskOf(source, task)).toMatchObject({ progress: 0.5 });
  });

  it('set a task going again that two of them lack, when all answers were drained meanwhile', async () => {
    const job = await addJob(source);
    const held = { state: 'running', ticket: 1, bootId: worker.boot } as const;
    const lost = await addTask(source, job, { ...held, startedAt: new Date() });
    await beat();
    await noteDrained(source.manager, await databaseTime(source));
    expect(await taskOf(source, lost)).toMatchObject({ state: 'running' });
    await beat();
    expect(await taskOf(source, lost)).toMatchObject({ state: 'ready', bootId: null });
  });

  it('leave a task alone while its answer may still wait to be read, however long', async () => {
    const job = await addJob(source);
    const bootId = worker.boot;
    const startedAt = new Date(Date.now() - 3_600_000);
    const waiting = await addTask(source, job, { state: 'running', ticket: 1, bootId, startedAt });
    await noteDrained(source.manager, await databaseTime(source));
    for (let count = 0; count < 5; count++) await beat();
    expect(await taskOf(source, waiting)).toMatchObject({ state: 'running' });
  });

  it('leave a task alone that only one of them lacks', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1, bootId: worker.boot });
    await beat();
    await beat({ job, task, ticket: 1, progress: 0 });
    await noteDrained(source.manager, await databaseTime(source));
    await beat();
    expect(await taskOf(source, task)).toMatchObject({ state: 'running' });
  });

  it('have a lost cancel told again, for what is held but not wanted', async () => {
    const job = await addJob(source);
    const wanted = await addTask(source, job, { state: 'running', ticket: 1 });
    const cancelled = await addTask(source, job, { state: 'cancelled', ticket: 1 });
    const controls = await beat(
      { job, task: wanted, ticket: 1, progress: 0 },
      { job, task: cancelled, ticket: 1, progress: 0 },
    );
    expect(controls).toEqual([{ type: 'cancel', job, task: cancelled, ticket: 1 }]);
  });

  it('stop a worker that goes on with a ticket which was issued again', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 2 });
    expect(await beat({ job, task, ticket: 1, progress: 0 })).toEqual([
      { type: 'cancel', job, task, ticket: 1 },
    ]);
    expect(await beat({ job, task, ticket: 2, progress: 0 })).toEqual([]);
  });
});
