import type { DataSource } from 'typeorm';
import { addJob, addTask, BUILD, openTestDatabase, taskOf } from '../../test/records';
import { CLAIM, claimTasks } from './claim';

/** After 30 s without a confirm the publisher gives up, at its next look, 5 s later at most. */
const LONGEST_CONFIRM_SECONDS = 35;

describe('claimTasks', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const route = { queue: 'renderer.tasks', build: null, perJob: 100 };
  const claim = async (limit: number): Promise<string[]> =>
    (await claimTasks(source.manager, route, limit)).map(({ task }) => task);

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() => source.query('TRUNCATE jobs, tasks'));
  afterAll(() => close());

  it('takes higher priority first, then the older', async () => {
    const job = await addJob(source);
    const low = await addTask(source, job, { priority: 1 });
    const newer = await addTask(source, job, { priority: 9 });
    const older = await addTask(source, job, { priority: 9, createdAt: new Date(Date.now() - 1000) });
    expect(await claim(1)).toEqual([older]);
    expect(await claim(1)).toEqual([newer]);
    expect(await claim(1)).toEqual([low]);
  });

  it('lets a task that has waited overtake newer ones of higher priority', async () => {
    const job = await addJob(source);
    const patient = await addTask(source, job, {
      priority: 1,
      createdAt: new Date(Date.now() - 20 * 60_000),
    });
    await addTask(source, job, { priority: 9 });
    expect(await claim(1)).toEqual([patient]);
  });

  it('gives owners turns, however many tasks one of them has', async () => {
    const flood = await addJob(source, { owner: 'flood' });
    for (let count = 0; count < 5; count++) await addTask(source, flood);
    const single = await addTask(source, await addJob(source, { owner: 'single' }));
    expect(await claim(1)).not.toContain(single);
    expect(await claim(1)).toEqual([single]);
  });

  it('sends one of the tasks that make the same artifact, the others after it', async () => {
    const job = await addJob(source);
    const key = 'a'.repeat(64);
    const first = await addTask(source, job, { key });
    await addTask(source, job, { key });
    expect(await claim(10)).toEqual([first]);
    expect(await claim(10)).toEqual([]);
  });

  it('takes only tasks of the build that it claims for', async () => {
    const job = await addJob(source);
    const mine = await addTask(source, job, { build: BUILD });
    const other = await addTask(source, job, { build: 'bbbbbbbbbbbbbbbb' });
    const any = await addTask(source, job);
    const claimFor = async (build: string | null): Promise<string[]> =>
      (await claimTasks(source.manager, { ...route, build }, 10)).map(({ task }) => task);
    expect(await claimFor(BUILD)).toEqual([mine]);
    expect(await claimFor(null)).toEqual([any]);
    expect(await taskOf(source, other)).toMatchObject({ state: 'ready' });
  });

  it('leases a task for longer than its confirm may take', async () => {
    const task = await addTask(source, await addJob(source));
    expect(await claim(1)).toEqual([task]);
    const [lease]: { seconds: number }[] = await source.query(
      'SELECT extract(epoch FROM claimed_until - now())::int AS seconds FROM tasks WHERE id = $1',
      [task],
    );
    expect(lease!.seconds).toBeGreaterThan(LONGEST_CONFIRM_SECONDS);
  });

  it('leaves to other jobs what is beyond the share of one, however many of its tasks are older', async () => {
    const shared = { ...route, perJob: 2 };
    const claimShared = async (): Promise<string[]> =>
      (await claimTasks(source.manager, shared, 4)).map(({ task }) => task);
    const hog = await addJob(source);
    const hers: string[] = [];
    for (let age = 9; age > 0; age--)
      hers.push(await addTask(source, hog, { createdAt: new Date(Date.now() - age * 1000) }));
    expect(await claimShared()).toEqual(hers.slice(0, 2));
    const neighbour = await addTask(source, await addJob(source));
    expect(await claimShared()).toEqual([neighbour]);
    expect(await claimShared()).toEqual([]);
    await source.query("UPDATE tasks SET state = 'succeeded' WHERE id = $1", [hers[0]]);
    const next = await addTask(source, await addJob(source));
    expect(await claimShared()).toEqual([hers[2], next]);
  });

  it('counts retries that come back by themselves towards the share, not those that are claimed again', async () => {
    const job = await addJob(source);
    await addTask(source, job, { state: 'retrying' });
    await addTask(source, job, { state: 'retrying', held: true });
    const older = await addTask(source, job, { createdAt: new Date(Date.now() - 1000) });
    await addTask(source, job);
    const tickets = await claimTasks(source.manager, { ...route, perJob: 2 }, 4);
    expect(tickets.map(({ task }) => task)).toEqual([older]);
  });

  it('reads as much of a backlog of 5,000 as of one of 50', async () => {
    const pagesRead = async (ready: number): Promise<number> => {
      const job = await addJob(source);
      await source.query(
        `INSERT INTO tasks (id, job_id, owner, name, command, queue, state, payload, priority, rank)
         SELECT gen_random_uuid(), $1, 'o' || n % 5, n, 'x', 'renderer.tasks', 'ready', '{}', 5, now() - n * interval '1 s'
         FROM generate_series(1, $2::int) n`,
        [job, ready],
      );
      await source.query('ANALYZE tasks');
      const [plan]: { 'QUERY PLAN': [{ Plan: Record<string, number> }] }[] = await source.query(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${CLAIM}`,
        [route.queue, route.build, 4, 4],
      );
      const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = plan!['QUERY PLAN'][0].Plan;
      await source.query('TRUNCATE jobs, tasks');
      return hit! + read!;
    };
    expect(await pagesRead(5_000)).toBeLessThan(2 * (await pagesRead(50)));
  });

  it('numbers the tickets of a task', async () => {
    const task = await addTask(source, await addJob(source), { ticket: 3 });
    const [ticket] = await claimTasks(source.manager, route, 1);
    expect(ticket).toMatchObject({ task, ticket: 4, attempt: 1, redeliveries: 0 });
    expect(await taskOf(source, task)).toMatchObject({ state: 'sending', ticket: 4 });
  });
});
