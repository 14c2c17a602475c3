import { mixAudio, renderSegment } from '@reelmill/contracts';
import type { TaskPlan } from '@reelmill/workflow';
import type { DataSource } from 'typeorm';
import { addJob, BUILD, openTestDatabase } from '../../test/records';
import { settleSuccesses } from '../transitions/settle';
import { insertTasks } from './insert-tasks';

const plan = (name: string, more: Partial<TaskPlan> = {}): TaskPlan => ({
  name,
  command: renderSegment,
  payload: {},
  key: name.padEnd(64, '0'),
  engine: 'e',
  build: BUILD,
  weight: 1,
  isFact: false,
  needs: [],
  ...more,
});

describe('insertTasks', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  const states = async (jobId: string): Promise<Record<string, string>> => {
    const found: { name: string; state: string }[] = await source.query(
      'SELECT name, state FROM tasks WHERE job_id = $1',
      [jobId],
    );
    return Object.fromEntries(found.map(({ name, state }) => [name, state]));
  };
  const insert = (id: string, plans: TaskPlan[]) => insertTasks(source.manager, { id, priority: 5 }, plans);

  beforeAll(async () => ({ source, close } = await openTestDatabase()));
  afterEach(() => source.query('TRUNCATE jobs, tasks, task_dependencies, artifacts'));
  afterAll(() => close());

  it('changes nothing when the same plan comes again', async () => {
    const job = await addJob(source);
    const plans = [plan('a'), plan('b', { needs: ['a'] })];
    expect(await insert(job, plans)).toEqual({ inserted: 2, reused: [] });
    expect(await insert(job, plans)).toEqual({ inserted: 0, reused: [] });
    expect(await states(job)).toEqual({ a: 'ready', b: 'waiting' });
  });

  it('makes a task ready when the last of those that it needs succeeds', async () => {
    const job = await addJob(source);
    await insert(job, [plan('a'), plan('b'), plan('c', { needs: ['a', 'b'] })]);
    const finish = async (name: string): Promise<void> => {
      const [task]: { id: string }[] = await source.query('SELECT id FROM tasks WHERE name = $1', [name]);
      await source.query(`UPDATE tasks SET state = 'succeeded' WHERE id = $1`, [task!.id]);
      await settleSuccesses(source.manager, [task!.id]);
    };
    await finish('a');
    expect(await states(job)).toMatchObject({ c: 'waiting' });
    await finish('b');
    expect(await states(job)).toMatchObject({ c: 'ready' });
  });

  it('takes over artifacts that exist, and what needs only them is ready', async () => {
    const job = await addJob(source);
    await source.query(
      `INSERT INTO artifacts (key, command, reply) VALUES ($1, 'segment.render', '{"bytes": 7}')`,
      [plan('a').key],
    );
    const { reused } = await insert(job, [plan('a'), plan('c', { needs: ['a'], command: mixAudio })]);
    expect(reused).toEqual(['segment.render']);
    expect(await states(job)).toEqual({ a: 'succeeded', c: 'ready' });
  });
});
