import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { databaseTime, noteDrained } from '../fence/answer-marks';
import { issueDue, reissueLost, reissueOld } from './lost';
import { expireClaims } from './sent';

const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);

describe('what was lost is set going again', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let job: string;
  const route = { queue: 'renderer.tasks', build: null };
  const stateOf = async (task: string): Promise<string> => (await taskOf(source, task)).state;

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  beforeEach(async () => {
    job = await addJob(source);
  });
  afterEach(() => source.query('TRUNCATE jobs, tasks, fences'));
  afterAll(() => close());

  it('a claim that nobody turned into a dispatch', async () => {
    const expired = await addTask(source, job, { state: 'sending', claimedUntil: ago(1) });
    const running = await addTask(source, job, { state: 'sending', claimedUntil: ago(-30) });
    await expireClaims(source.manager);
    expect(await stateOf(expired)).toBe('ready');
    expect(await stateOf(running)).toBe('sending');
  });

  it('a ticket whose queue is empty since it was sent, and a retry that did not come back', async () => {
    const lost = await addTask(source, job, { state: 'dispatched', dispatchedAt: ago(30) });
    const fresh = await addTask(source, job, { state: 'dispatched', dispatchedAt: ago(1) });
    const overdue = await addTask(source, job, { state: 'retrying', dueAt: ago(30) });
    const back = await addTask(source, job, { state: 'retrying', dueAt: ago(15) });
    await noteDrained(source.manager, await databaseTime(source));
    await reissueLost(source.manager, route, ago(10));
    expect(await Promise.all([lost, fresh, overdue, back].map(stateOf))).toEqual([
      'ready',
      'dispatched',
      'ready',
      'retrying',
    ]);
  });

  it('but nothing while answers may wait to be read: they may be about it', async () => {
    const sent = await addTask(source, job, { state: 'dispatched', dispatchedAt: ago(3_600) });
    await reissueLost(source.manager, route, ago(10));
    await reissueOld(source.manager);
    expect(await stateOf(sent)).toBe('dispatched');
    await noteDrained(source.manager, ago(3_500));
    await reissueLost(source.manager, route, ago(10));
    await reissueOld(source.manager);
    expect(await stateOf(sent)).toBe('dispatched');
    await noteDrained(source.manager, await databaseTime(source));
    await reissueOld(source.manager);
    expect(await stateOf(sent)).toBe('ready');
  });

  it('a delay that no ladder carries, at its time and not before', async () => {
    const due = await addTask(source, job, { state: 'retrying', held: true, dueAt: ago(0) });
    const later = await addTask(source, job, { state: 'retrying', held: true, dueAt: ago(-60) });
    const ladder = await addTask(source, job, { state: 'retrying', dueAt: ago(5) });
    await issueDue(source.manager);
    expect(await Promise.all([due, later, ladder].map(stateOf))).toEqual(['ready', 'retrying', 'retrying']);
  });
});
