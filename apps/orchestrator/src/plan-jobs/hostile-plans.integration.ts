import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobEntity } from '@reelmill/persistence';
import type { DataSource } from 'typeorm';
import { testPlanner } from '../../test/planner';
import { Told } from '../../test/told';
import { addJob, openTestDatabase, renderer } from '../../test/records';
import { recordWorkers } from '../watch-workers/record-workers';
import type { JobPlanner, PlannerSettings } from './job-planner';
import { beginTry } from './plan-tries';

const color = { scenes: [{ duration: 2, 'background-color': '#102030' }] };

describe('a hostile job', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let folder: string;
  const planners: JobPlanner[] = [];
  const { tell } = new Told();
  const plannerWith = (settings: Partial<PlannerSettings>): JobPlanner => {
    const planner = testPlanner(source, settings);
    planners.push(planner);
    return planner;
  };
  const jobOf = (id: string) => source.getRepository(JobEntity).findOneByOrFail({ id });
  const add = (input: unknown, more: { owner?: string } = {}): Promise<string> =>
    addJob(source, { status: 'queued', stage: 'queued', needsPlan: true, input, ...more });
  const letNoneWait = () => source.query('UPDATE jobs SET plan_after = NULL');
  const planThrice = async (planner: JobPlanner): Promise<void> => {
    await planner.plan(tell);
    for (let attempt = 2; attempt <= 3; attempt++) {
      await letNoneWait();
      await planner.planTried(tell);
    }
  };

  beforeAll(async () => {
    ({ source, close } = await openTestDatabase());
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  });
  beforeEach(() => source.transaction((manager) => recordWorkers(manager, [renderer()])));
  afterEach(async () => {
    await Promise.all(planners.splice(0).map((planner) => planner.stop()));
    await source.query('TRUNCATE jobs, tasks, workers, job_events');
  });
  afterAll(async () => {
    await close();
    await rm(folder, { recursive: true });
  });

  it('is put off at the limit of a first try, and its neighbours are planned while it is compiled again', async () => {
    const planner = plannerWith({ firstTryMs: 300, limitMs: 50_000 });
    const until = join(folder, 'neighbours-are-planned');
    const hostile = await add({ ...color, hostile: 'hangs', until });
    const neighbours = [await add(color), await add(color, { owner: 'another' })];
    while ((await planner.plan(tell)).more);
    expect(await jobOf(hostile)).toMatchObject({ needsPlan: true, planAttempts: 1 });
    for (const id of neighbours) expect(await jobOf(id)).toMatchObject({ stage: 'rendering' });

    await letNoneWait();
    let compiling = true;
    const apart = planner.planTried(tell).finally(() => (compiling = false));
    while ((await jobOf(hostile)).planAttempts < 2);
    const late = await add(color);
    await planner.plan(tell);
    expect(await jobOf(late)).toMatchObject({ stage: 'rendering' });
    expect(compiling).toBe(true);

    await writeFile(until, '');
    await apart;
    expect(await jobOf(hostile)).toMatchObject({ status: 'failed', error: { code: 'spec_impossible' } });
  });

  it('that never ends fails by name after three tries', async () => {
    const hostile = await add({ hostile: 'hangs' });
    await planThrice(plannerWith({ firstTryMs: 300, limitMs: 300 }));
    expect(await jobOf(hostile)).toMatchObject({ status: 'failed', error: { code: 'plan_timed_out' } });
  });

  it('that takes all memory is stopped at the limit and fails by name after three tries', async () => {
    const hostile = await add({ hostile: 'grows' });
    await planThrice(plannerWith({ limitMs: 50_000, firstTryMs: 50_000, memoryMiB: 300 }));
    expect(await jobOf(hostile)).toMatchObject({ status: 'failed', error: { code: 'plan_too_large' } });
  });

  it('that ends the child fails by name after three tries', async () => {
    const hostile = await add({ hostile: 'ends' });
    await planThrice(plannerWith({}));
    expect(await jobOf(hostile)).toMatchObject({ status: 'failed', error: { code: 'plan_crashed' } });
  });

  it('that ended the orchestrator three times is not tried again', async () => {
    const hostile = await add(color);
    await source.query('UPDATE jobs SET plan_attempts = 3 WHERE id = $1', [hostile]);
    await plannerWith({}).planTried(tell);
    expect(await jobOf(hostile)).toMatchObject({ status: 'failed', error: { code: 'plan_crashed' } });
  });

  it('is not tried by two orchestrators at once', async () => {
    const job = await add(color);
    const begun = await Promise.all([
      beginTry(source.manager, job, 60),
      beginTry(source.manager, job, 60),
      beginTry(source.manager, job, 60),
    ]);
    expect(begun.filter((each) => each !== null)).toHaveLength(1);
    await plannerWith({}).planTried(tell);
    expect(await jobOf(job)).toMatchObject({ needsPlan: true, planAttempts: 1 });
  });

  it('whose claim ran out is left to who claimed it then', async () => {
    const until = join(folder, 'the-claim-ran-out');
    const job = await add({ hostile: 'hangs', until });
    const planning = plannerWith({ firstTryMs: 50_000 }).plan(tell);
    while ((await jobOf(job)).planAttempts === 0);
    await source.query(`UPDATE jobs SET plan_claimed_until = now() + interval '1 hour' WHERE id = $1`, [job]);
    await writeFile(until, '');
    await planning;
    expect(await jobOf(job)).toMatchObject({ status: 'queued', needsPlan: true });
  });

  it('does not count the try that a shutdown cut short, and tries again later', async () => {
    const planner = plannerWith({ firstTryMs: 50_000 });
    const job = await add({ hostile: 'hangs' });
    const planning = planner.plan(tell);
    while ((await jobOf(job)).planAttempts === 0);
    await planner.stop();
    await planning;
    const { planAttempts, planAfter, planClaimedUntil, status } = await jobOf(job);
    expect({ planAttempts, status, planClaimedUntil }).toEqual({
      planAttempts: 0,
      status: 'queued',
      planClaimedUntil: null,
    });
    expect(planAfter).not.toBeNull();
  });

  it('does not hold a child that can not be started against the job', async () => {
    const planner = plannerWith({ childFile: join(folder, 'no-such-file.js') });
    const job = await add(color);
    await expect(planner.plan(tell)).rejects.toThrow('could not be started');
    expect(await jobOf(job)).toMatchObject({ status: 'queued', needsPlan: true, planAttempts: 0 });
  });
});
