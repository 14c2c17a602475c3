import { createHash } from 'node:crypto';
import type { Probe } from '@reelmill/contracts';
import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, refuseUpdates, renderer } from '../../test/records';
import { testPlanner } from '../../test/planner';
import { threeSeconds } from '../../test/probes';
import { Told } from '../../test/told';
import { recordWorkers } from '../watch-workers/record-workers';
import type { JobPlanner } from './job-planner';

const color = { scenes: [{ duration: 2, 'background-color': '#102030' }] };

describe('JobPlanner', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let planner: JobPlanner;
  let told: Told;
  const jobOf = (id: string) => source.getRepository(JobEntity).findOneByOrFail({ id });
  const addQueued = (input: unknown): Promise<string> =>
    addJob(source, { status: 'queued', stage: 'queued', needsPlan: true, input });
  /** The job has downloaded the source and found out what it is. */
  const addFacts = async (job: string, src: string, probe: Probe): Promise<void> => {
    const sha256 = 'c'.repeat(64);
    const ingest = `ingest/${createHash('sha256').update(src).digest('hex')}`;
    const fact = { state: 'succeeded', isFact: true } as const;
    const file = { sha256, bytes: 1, contentType: 'audio/wav' };
    await addTask(source, job, { ...fact, name: ingest, command: 'asset.ingest', reply: file });
    await addTask(source, job, {
      ...fact,
      name: `analyze/${sha256}`,
      command: 'media.analyze',
      reply: probe,
    });
  };
  const startAnalyzer = () =>
    source.transaction((manager) =>
      recordWorkers(manager, [renderer({ service: 'analyzer', engines: { 'media.analyze': 'a' } })]),
    );
  const startRenderer = () => source.transaction((manager) => recordWorkers(manager, [renderer()]));

  beforeAll(async () => {
    ({ source, close } = await openTestDatabase());
    planner = testPlanner(source);
  });
  beforeEach(() => void (told = new Told()));
  afterEach(() => source.query('TRUNCATE jobs, tasks, workers, job_events'));
  afterAll(async () => {
    await planner.stop();
    await close();
  });

  it('lets a job wait for a worker that was never seen, and plans it when it comes', async () => {
    const job = await addQueued(color);
    await planner.plan(told.tell);
    expect(await jobOf(job)).toMatchObject({
      status: 'processing',
      stage: 'waiting_for_worker',
      needsPlan: false,
    });
    await startRenderer();
    await planner.plan(told.tell);
    expect(await jobOf(job)).toMatchObject({ stage: 'rendering', needsPlan: false });
    expect(await source.query('SELECT name, state FROM tasks ORDER BY name')).toEqual([
      { name: 'assemble', state: 'waiting' },
      { name: 'audio', state: 'ready' },
      { name: 'segment-1', state: 'ready' },
    ]);
  });

  it('does not lose a worker that comes while it decides', async () => {
    const job = await addQueued(color);
    const query = source.manager.query.bind(source.manager);
    const spy = jest
      .spyOn(source.manager, 'query')
      .mockImplementation(async (sql: string, parameters?: object) => {
        const found: unknown = await query(sql, parameters as unknown[]);
        if (sql.includes('FROM workers')) await startRenderer();
        return found;
      });
    await planner.plan(told.tell);
    spy.mockRestore();
    expect(await jobOf(job)).toMatchObject({ needsPlan: true });
  });

  it('fails a job that can not be planned, and goes on with the next', async () => {
    await startRenderer();
    const broken = await addQueued(color);
    await source.query(
      `UPDATE jobs SET type = 'unheard-of', created_at = now() - interval '1 hour' WHERE id = $1`,
      [broken],
    );
    const sound = await addQueued(color);
    await planner.plan(told.tell);
    expect(told.controls).toEqual([{ type: 'cancel', job: broken }]);
    expect(await jobOf(broken)).toMatchObject({ status: 'failed' });
    expect(await jobOf(sound)).toMatchObject({ stage: 'rendering' });
  });

  it.each([
    ['is of another kind', { type: 'image' }, 'media_unsuitable', '/src'],
    ['ends before its seek', { type: 'audio', seek: 3 }, 'spec_impossible', '/seek'],
  ])('says which medium %s and where it stands, without its secrets', async (_how, element, code, key) => {
    await startAnalyzer();
    await startRenderer();
    const src = 'https://me:hunter2@example.com/speech.wav?sig=hunter2#hunter2';
    const job = await addQueued({
      scenes: [
        {
          elements: [
            { type: 'color', color: '#ffffff' },
            { ...element, src },
          ],
        },
      ],
    });
    await addFacts(job, src, threeSeconds);
    await planner.plan(told.tell);
    const { status, error } = await jobOf(job);
    expect({ status, error }).toMatchObject({
      status: 'failed',
      error: {
        code,
        task: null,
        pointer: `/input/scenes/0/elements/1${key}`,
        src: 'https://***@example.com/speech.wav?***',
      },
    });
    const events: unknown = await source.query('SELECT data FROM job_events WHERE job_id = $1', [job]);
    expect(events).toMatchObject([{ data: { error } }]);
    expect(JSON.stringify([error, events])).not.toContain('hunter2');
  });

  it('says where a spec can not be read, without the secrets of what stands there', async () => {
    const job = await addQueued({
      elements: [{ type: 'audio', src: 'ftp://me:hunter2@example.com/a.wav?hunter2' }],
    });
    await planner.plan(told.tell);
    const { error } = await jobOf(job);
    expect(error).toMatchObject({ code: 'spec_impossible', pointer: '/input/elements/0/src' });
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('tells of a job that failed also when the round does not get through', async () => {
    await startRenderer();
    const broken = await addQueued(color);
    await source.query(
      `UPDATE jobs SET type = 'unheard-of', created_at = now() - interval '1 hour' WHERE id = $1`,
      [broken],
    );
    const allow = await refuseUpdates(source, { of: 'plan_attempts', job: await addQueued(color) });
    await expect(planner.plan(told.tell)).rejects.toThrow('refused');
    await allow();
    expect(told.controls).toEqual([{ type: 'cancel', job: broken }]);
  });

  it('leaves a job alone that has ended', async () => {
    const job = await addQueued(color);
    await source.query(`UPDATE jobs SET status = 'failed' WHERE id = $1`, [job]);
    await planner.plan(told.tell);
    expect(await source.query('SELECT id FROM tasks')).toEqual([]);
    expect(await jobOf(job)).toMatchObject({ status: 'failed' });
  });
});
