import { randomUUID } from 'node:crypto';
import {
  builds,
  deadLetters,
  eventsUnpublished,
  jobs,
  oldestEventSeconds,
  oldestReadySeconds,
  tasks,
  workers,
  workerSlots,
} from '@reelmill/observability';
import type { DataSource } from 'typeorm';
import { addJob, openTestDatabase, renderer } from '../../test/records';
import { recordLife } from '../watch-workers/record-workers';
import { TaskGauges } from './task-gauges';

const GAUGES = [
  builds,
  deadLetters,
  eventsUnpublished,
  jobs,
  oldestEventSeconds,
  oldestReadySeconds,
  tasks,
  workers,
  workerSlots,
];

describe('TaskGauges', () => {
  let source: DataSource;
  let close: () => Promise<void>;

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() => source.query('TRUNCATE jobs, job_events, workers, dead_letters'));
  afterAll(() => close());

  const measure = () => new TaskGauges(source).measure();
  const valuesOf = async (gauge: typeof jobs | typeof workers | typeof deadLetters, label: string) =>
    Object.fromEntries(
      (await gauge.get()).values.map(({ labels, value }) => [
        (labels as Record<string, string>)[label],
        value,
      ]),
    ) as Record<string, number>;
  const valueOf = async (gauge: typeof eventsUnpublished) => (await gauge.get()).values[0]?.value;

  it('shows all that it knows of as 0 in an empty database', async () => {
    await measure();
    expect(await valuesOf(jobs, 'state')).toEqual({ queued: 0, processing: 0, retrying: 0 });
    const none = { analyzer: 0, transcriber: 0, renderer: 0, storage: 0 };
    for (const gauge of [workers, workerSlots, builds]) expect(await valuesOf(gauge, 'pool')).toEqual(none);
    expect(await valuesOf(deadLetters, 'queue')).toMatchObject({ 'renderer.tasks': 0 });
    expect([await valueOf(eventsUnpublished), await valueOf(oldestEventSeconds)]).toEqual([0, 0]);
  });

  it('counts jobs that are open, and none that ended', async () => {
    for (const status of ['queued', 'processing', 'processing', 'completed', 'failed', 'cancelled'] as const)
      await addJob(source, { status });
    await measure();
    expect(await valuesOf(jobs, 'state')).toEqual({ queued: 1, processing: 2, retrying: 0 });
  });

  it('counts living workers with their slots and builds, and not those that stopped or fell silent', async () => {
    for (const [build, change] of [
      ['a', null],
      ['a', null],
      ['b', null],
      ['c', 'stopped_at'],
      ['c', 'gone_at'],
    ] as const) {
      const boot = randomUUID();
      await recordLife(source.manager, { ...renderer({ boot }), build, slots: 3 });
      if (change) await source.query(`UPDATE workers SET ${change} = now() WHERE boot_id = $1`, [boot]);
    }
    await measure();
    expect((await valuesOf(workers, 'pool')).renderer).toBe(3);
    expect((await valuesOf(workerSlots, 'pool')).renderer).toBe(9);
    expect((await valuesOf(builds, 'pool')).renderer).toBe(2);
  });

  it('shows how many events wait to be published, and since when', async () => {
    const job = await addJob(source);
    await source.query(
      `INSERT INTO job_events (job_id, sequence, type, data, created_at, published_at) VALUES
         ($1, 101, 'job.queued', '{}', now() - interval '1 h', now()),
         ($1, 102, 'job.queued', '{}', now() - interval '100 s', NULL),
         ($1, 103, 'job.queued', '{}', now(), NULL)`,
      [job],
    );
    await measure();
    expect(await valueOf(eventsUnpublished)).toBe(2);
    expect(await valueOf(oldestEventSeconds)).toBeCloseTo(100, -1);
  });

  const shown = () => Promise.all(GAUGES.map(async (gauge) => (await gauge.get()).values.length));
  const away = async (table: string, then: () => Promise<void>): Promise<void> => {
    await source.query(`ALTER TABLE ${table} RENAME TO ${table}_away`);
    await then().finally(() => source.query(`ALTER TABLE ${table}_away RENAME TO ${table}`));
  };

  it.each([
    ['tasks', [oldestReadySeconds, tasks]],
    ['dead_letters', [deadLetters]],
    ['jobs', [jobs]],
    ['workers', [builds, workers, workerSlots]],
    ['job_events', [eventsUnpublished, oldestEventSeconds]],
  ])(
    'shows nothing of %s while they can not be read, all else as it is, and they again after that',
    async (table, lost) => {
      await measure();
      const all = await shown();
      expect(all).not.toContain(0);
      await away(table, () => expect(measure()).rejects.toThrow(table));
      expect(await shown()).toEqual(
        GAUGES.map((gauge, index) => (lost.includes(gauge as never) ? 0 : all[index])),
      );
      await measure();
      expect(await shown()).toEqual(all);
    },
  );

  it('goes on with what it can read after what it can not', async () => {
    await measure();
    await addJob(source);
    await away('tasks', () => expect(measure()).rejects.toThrow('tasks'));
    expect(await valuesOf(jobs, 'state')).toMatchObject({ processing: 1 });
  });

  it('shows nothing while the database does not answer', async () => {
    await measure();
    const gone = { manager: { query: () => Promise.reject(new Error('gone')) } };
    await expect(new TaskGauges(gone as never).measure()).rejects.toThrow('gone');
    expect(await shown()).toEqual(GAUGES.map(() => 0));
  });
});
