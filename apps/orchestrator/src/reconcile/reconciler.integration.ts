import type { Broker } from '@reelmill/messaging';
import { crashesTotal, createLogger } from '@reelmill/observability';
import { MAX_CRASHES } from '@reelmill/workflow';
import type { DataSource } from 'typeorm';
import { addJob, addTask, BUILD, openTestDatabase, refuseUpdates, renderer } from '../../test/records';
import { Told } from '../../test/told';
import { AnswerMarks, databaseTime, noteDrained } from '../fence/answer-marks';
import { recordWorkers } from '../watch-workers/record-workers';
import { Reconciler } from './reconciler';

describe('Reconciler', () => {
  let source: DataSource;
  let close: () => Promise<void>;

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => close());

  /** One that has heard beats for long enough to know silence from deafness. */
  async function hearing(tell: Told['tell']): Promise<Reconciler> {
    const broker = {
      connected: true,
      blocked: false,
      queueDepth: () => ({ ready: 0 }),
      publish: () => Promise.resolve(),
    };
    const logger = createLogger({ service: 'test', level: 'silent' });
    const marks = new AnswerMarks(source, broker as unknown as Broker, logger);
    const reconciler = new Reconciler(source, broker as unknown as Broker, marks, logger);
    const began = Date.now();
    const clock = jest.spyOn(Date, 'now');
    for (let seconds = 0; seconds < 16; seconds += 4) {
      clock.mockReturnValue(began + seconds * 1000);
      await reconciler.reconcile(tell);
    }
    clock.mockReturnValue(began + 16_000);
    return reconciler;
  }

  it('tells of jobs that crashes ended also when it does not get through', async () => {
    const told = new Told();
    const reconciler = await hearing(told.tell);
    const [silent, living] = [renderer(), renderer({ build: 'bbbbbbbbbbbbbbbb' })];
    await recordWorkers(source.manager, [silent, living]);
    await source.query(`UPDATE workers SET last_beat_at = '2020-01-01' WHERE boot_id = $1`, [silent.boot]);
    await noteDrained(source.manager, await databaseTime(source));
    const crashed = await addJob(source);
    const task = { state: 'running', ticket: 1, crashes: MAX_CRASHES - 1, bootId: silent.boot } as const;
    const id = await addTask(source, crashed, task);
    await source.query('INSERT INTO task_starts (task_id, boot_id, ticket, attempt) VALUES ($1, $2, 1, 1)', [
      id,
      silent.boot,
    ]);
    const stranded = await addJob(source);
    await addTask(source, stranded, { build: BUILD });
    await refuseUpdates(source, { of: 'replans', job: stranded });
    await expect(reconciler.reconcile(told.tell)).rejects.toThrow('refused');
    expect(told.controls).toEqual([{ type: 'cancel', job: crashed }]);
  });

  it('counts one worker that vanished with three tasks of a command once', async () => {
    const reconciler = await hearing(new Told().tell);
    const silent = renderer();
    await recordWorkers(source.manager, [silent]);
    const job = await addJob(source);
    for (const name of ['a', 'b', 'c']) {
      const task = await addTask(source, job, { name, state: 'running', ticket: 1, bootId: silent.boot });
      await source.query(
        'INSERT INTO task_starts (task_id, boot_id, ticket, attempt) VALUES ($1, $2, 1, 1)',
        [task, silent.boot],
      );
    }
    await source.query(`UPDATE workers SET last_beat_at = '2020-01-01' WHERE boot_id = $1`, [silent.boot]);
    await noteDrained(source.manager, await databaseTime(source));
    crashesTotal.reset();
    await reconciler.reconcile(new Told().tell).catch(() => undefined);
    const { values } = await crashesTotal.get();
    expect(values).toEqual([expect.objectContaining({ value: 1 })]);
    const crashes: unknown = await source.query('SELECT crashes FROM tasks WHERE job_id = $1', [job]);
    expect(crashes).toEqual([{ crashes: 1 }, { crashes: 1 }, { crashes: 1 }]);
  });
});
