import type { DataSource } from 'typeorm';
import { addJob, addTask, openTestDatabase, taskOf } from '../../test/records';
import { claimTasks } from './claim';

describe('claimTasks', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const route = { queue: 'renderer.tasks', build: null };
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

  it('numbers the tickets of a task', async () => {
    const task = await addTask(source, await addJob(source), { ticket: 3 });
    const [ticket] = await claimTasks(source.manager, route, 1);
    expect(ticket).toMatchObject({ task, ticket: 4, attempt: 1, redeliveries: 0 });
    expect(await taskOf(source, task)).toMatchObject({ state: 'sending', ticket: 4 });
  });
});
