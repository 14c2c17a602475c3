import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { Beats } from './beats';

describe('Beats', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const worker = {
    v: 1 as const,
    boot: randomUUID(),
    service: 'renderer',
    host: 'h',
    build: '0f1e2d3c4b5a6978',
    engines: { 'segment.render': 'e' },
    slots: 2,
  };
  const beat = (...tasks: { job: string; task: string; ticket: number; progress: number }[]) =>
    new Beats(source).note({ ...worker, id: randomUUID(), tasks });

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterAll(() => close());

  it('raise the progress of the current ticket of a task, and never lower it', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 2 });
    await beat({ job, task, ticket: 2, progress: 0.5 });
    await beat({ job, task, ticket: 2, progress: 0.25 });
    await beat({ job, task, ticket: 1, progress: 0.75 });
    expect(await taskOf(source, task)).toMatchObject({ progress: 0.5 });
  });

  it('set a task going again whose worker does not hold it any more', async () => {
    const job = await addJob(source);
    const held = { state: 'running', ticket: 1, queue: 'renderer.tasks', bootId: worker.boot } as const;
    const startedAt = new Date(Date.now() - 60_000);
    const lost = await addTask(source, job, { ...held, startedAt });
    const fresh = await addTask(source, job, { ...held, startedAt: new Date() });
    await beat();
    expect(await taskOf(source, lost)).toMatchObject({ state: 'ready' });
    expect(await taskOf(source, fresh)).toMatchObject({ state: 'running' });
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
});
