import { randomUUID } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import { addJob, addTask, openTestDatabase, renderer, taskOf } from '../../test/records';
import { Told } from '../../test/told';
import { JobCanceller } from '../cancel-jobs/job-canceller';
import { databaseTime, noteDrained } from '../fence/answer-marks';
import { reissueOld } from '../transitions/lost';
import { Beats } from './beats';

describe('Beats', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const worker = { ...renderer(), waiting: [] };
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

  it('keep a ticket that waits in a worker for its turn from being taken for lost', async () => {
    const job = await addJob(source);
    const issued = { ticket: 2, dispatchedAt: new Date(Date.now() - 3_600_000) };
    const task = await addTask(source, job, { ...issued, state: 'dispatched' });
    const retried = await addTask(source, job, { ...issued, state: 'retrying', dueAt: issued.dispatchedAt });
    const waiting = [task, retried].map((each) => ({ job, task: each, ticket: 2 }));
    expect(await beats.note({ ...worker, tasks: [], waiting })).toEqual([]);
    await noteDrained(source.manager, await databaseTime(source));
    await source.transaction(reissueOld);
    expect(await taskOf(source, task)).toMatchObject({ state: 'dispatched', ticket: 2 });
    expect(await taskOf(source, retried)).toMatchObject({ state: 'retrying', ticket: 2 });
  });

  it('stop what waits by a ticket that has been replaced', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'dispatched', ticket: 2 });
    const old = { job, task, ticket: 1 };
    expect(await beats.note({ ...worker, tasks: [], waiting: [old] })).toEqual([{ type: 'cancel', ...old }]);
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

  it('leave a task alone that may have been named by one that was skipped, or was not written', async () => {
    const job = await addJob(source);
    const task = await addTask(source, job, { state: 'running', ticket: 1, bootId: worker.boot });
    await beat();
    await noteDrained(source.manager, await databaseTime(source));
    await beats.note({ ...worker, tasks: [] }, { skipped: true });
    expect(await taskOf(source, task)).toMatchObject({ state: 'running' });
    await noteDrained(source.manager, await databaseTime(source));
    const unwritable = { job: 'no uuid', task, ticket: 1, progress: 0 };
    await expect(beat(unwritable)).rejects.toThrow();
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

  describe('while another orchestrator holds rows', () => {
    let other: QueryRunner;
    const hold = (table: 'jobs' | 'tasks', id: string) =>
      other.query(`SELECT 1 FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);

    beforeEach(async () => {
      other = source.createQueryRunner();
      await other.startTransaction();
    });
    afterEach(async () => {
      await other.rollbackTransaction();
      await other.release();
    });

    it('note the life of their worker and the progress of the other jobs, and wait for nothing', async () => {
      const [locked, free] = [await addJob(source), await addJob(source)];
      const ofLocked = await addTask(source, locked, { state: 'running', ticket: 1 });
      const ofFree = await addTask(source, free, { state: 'running', ticket: 1 });
      await beat();
      await source.query(`UPDATE workers SET last_beat_at = '2020-01-01'`);
      await hold('jobs', locked);
      await beat(
        { job: locked, task: ofLocked, ticket: 1, progress: 0.5 },
        { job: free, task: ofFree, ticket: 1, progress: 0.5 },
      );
      expect((await taskOf(source, ofLocked)).progress).toBe(0);
      expect((await taskOf(source, ofFree)).progress).toBe(0.5);
      expect(await source.query(`SELECT 1 FROM workers WHERE last_beat_at > '2020-01-01'`)).toHaveLength(1);
    });

    it('release what they lack of other jobs now, and of that job later', async () => {
      const [locked, free] = [await addJob(source), await addJob(source)];
      const held = { state: 'running', ticket: 1, bootId: worker.boot } as const;
      const [ofLocked, ofFree] = [await addTask(source, locked, held), await addTask(source, free, held)];
      await beat();
      await noteDrained(source.manager, await databaseTime(source));
      await hold('jobs', locked);
      await beat();
      expect((await taskOf(source, ofLocked)).state).toBe('running');
      expect((await taskOf(source, ofFree)).state).toBe('ready');
      await other.rollbackTransaction();
      await other.startTransaction();
      await beat();
      expect((await taskOf(source, ofLocked)).state).toBe('ready');
    });

    it('leave connections for the others', async () => {
      const [locked, cancelled] = [await addJob(source), await addJob(source)];
      const task = await addTask(source, locked, { state: 'running', ticket: 1 });
      await source.query('UPDATE jobs SET cancel_requested = true WHERE id = $1', [cancelled]);
      await hold('jobs', locked);
      const beats = Array.from({ length: 10 }, () => beat({ job: locked, task, ticket: 1, progress: 0.5 }));
      try {
        const told = new Told();
        await new JobCanceller(source).cancel(told.tell);
        expect(told.jobs()).toEqual([cancelled]);
      } finally {
        await other.rollbackTransaction();
        await Promise.allSettled(beats);
        await other.startTransaction();
      }
    });

    it('give up where they would have to wait, as for jobs that a new worker wakes', async () => {
      await hold('jobs', await addJob(source, { stage: 'waiting_for_worker' }));
      const stranger = renderer();
      await expect(beats.note({ ...stranger, tasks: [], waiting: [] })).rejects.toMatchObject({
        code: '55P03',
      });
    });
  });
});
