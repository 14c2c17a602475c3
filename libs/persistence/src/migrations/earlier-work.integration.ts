import { randomUUID } from 'node:crypto';
import { createTestDatabase, migrateFirst, type TestDatabase } from '@reelmill/testing';
import type { DataSource } from 'typeorm';
import { createDataSource, dataSourceOptions, MIGRATIONS } from '../data-source';
import { runMigrations } from '../run-migrations';

const BEFORE_BUILDS = 2;
const WITH_BUILDS = 3;

const runFirst = (count: number, url: string): Promise<void> =>
  migrateFirst(dataSourceOptions({ url, applicationName: 'migration-test' }), count);

describe('work that was in flight when builds came', () => {
  const boot = randomUUID();
  let database: TestDatabase;
  let source: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase({ migrate: (url) => runFirst(BEFORE_BUILDS, url) });
    source = await createDataSource({ url: database.url, applicationName: 'migration-test' }).initialize();
    await source.query(
      `INSERT INTO workers (boot_id, service, host, engine, slots) VALUES ($1, 'storage', 'h', 'e', 2)`,
      [boot],
    );
  });
  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  async function addJob(status: string): Promise<string> {
    const id = randomUUID();
    await source.query(
      `INSERT INTO jobs (id, type, owner, priority, status, input, traceparent, needs_plan, stage, progress_message)
       VALUES ($1, 'render', 'o', 5, $2, '{}', '', false, '', '')`,
      [id, status],
    );
    return id;
  }

  async function addTask(
    job: string,
    task: { state: string; key?: string; fact?: boolean; boot?: string; needs?: string },
  ): Promise<string> {
    const id = randomUUID();
    await source.query(
      `INSERT INTO tasks (id, job_id, name, command, queue, state, key, engine, payload, is_fact, priority, ticket, boot_id)
       VALUES ($1::uuid, $2, $1::text, 'c', 'q', $3, $4, $4, '{}', $5, 5, 1, $6)`,
      [id, job, task.state, task.key ?? null, task.fact ?? false, task.boot ?? null],
    );
    if (task.needs !== undefined)
      await source.query('INSERT INTO task_dependencies VALUES ($1, $2)', [id, task.needs]);
    return id;
  }

  const jobOf = async (id: string): Promise<unknown> => {
    const [job] = await source.query<unknown[]>(
      'SELECT status, needs_plan, plan_requests FROM jobs WHERE id = $1',
      [id],
    );
    return job;
  };
  const tasksOf = (id: string) =>
    source.query<{ id: string }[]>('SELECT id FROM tasks WHERE job_id = $1', [id]);

  it('is planned anew: nobody would take its tickets, and its answers are gone with their queue', async () => {
    const rendering = await addJob('retrying');
    const segment = await addTask(rendering, { state: 'ready', key: 'k' });
    await addTask(rendering, { state: 'waiting', key: 'l', needs: segment });
    const fetching = await addJob('processing');
    const ingest = await addTask(fetching, { state: 'running', fact: true, boot });
    await source.query('INSERT INTO task_starts (task_id, boot_id, ticket, attempt) VALUES ($1, $2, 1, 1)', [
      ingest,
      boot,
    ]);
    await runMigrations(database.url);
    for (const job of [rendering, fetching]) {
      expect(await jobOf(job)).toEqual({ status: 'processing', needs_plan: true, plan_requests: 1 });
      expect(await tasksOf(job)).toEqual([]);
    }
    expect(await source.query('SELECT 1 FROM task_dependencies')).toEqual([]);
    expect(await source.query('SELECT 1 FROM task_starts WHERE ended_at IS NULL')).toEqual([]);
  });

  it('is left as it is where its job has ended', async () => {
    const job = await addJob('completed');
    await addTask(job, { state: 'succeeded', key: 'k' });
    await runMigrations(database.url);
    expect(await jobOf(job)).toEqual({ status: 'completed', needs_plan: false, plan_requests: 0 });
    expect(await tasksOf(job)).toHaveLength(1);
  });

  it('is not confused with work that has builds', async () => {
    await runFirst(WITH_BUILDS, database.url);
    const job = await addJob('processing');
    await source.query(
      `INSERT INTO tasks (id, job_id, name, command, queue, state, key, build, payload, is_fact, subject, priority, owner, rank)
       SELECT gen_random_uuid(), $1, name, 'c', 'q', 'ready', key, build, '{}', is_fact, subject, 5, 'o', now()
       FROM (VALUES ('ingest', NULL, NULL, true, '{}'::jsonb), ('analyze', 'k', 'b', true, '{}'), ('segment', 'l', 'b', false, NULL))
         AS t (name, key, build, is_fact, subject)`,
      [job],
    );
    expect(await runMigrations(database.url)).toHaveLength(MIGRATIONS.length - WITH_BUILDS);
    expect(await jobOf(job)).toEqual({ status: 'processing', needs_plan: false, plan_requests: 0 });
    expect(await tasksOf(job)).toHaveLength(3);
  });
});
