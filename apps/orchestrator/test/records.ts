import { randomUUID } from 'node:crypto';
import { createDataSource, runMigrations, TaskEntity } from '@reelmill/persistence';
import { createTestDatabase } from '@reelmill/testing';
import type { DataSource } from 'typeorm';

/** A database with the schema and nothing in it. */
export async function openTestDatabase(): Promise<{ source: DataSource; close: () => Promise<void> }> {
  const database = await createTestDatabase({ migrate: runMigrations });
  const source = await createDataSource({
    url: database.url,
    applicationName: 'orchestrator-test',
  }).initialize();
  return {
    source,
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}

/** A job that is being worked on. */
export async function addJob(
  source: DataSource,
  job: { owner?: string; priority?: number } = {},
): Promise<string> {
  const id = randomUUID();
  await source.query(
    `INSERT INTO jobs (id, type, owner, priority, status, input, traceparent, needs_plan, stage, progress_message)
     VALUES ($1, 'render', $2, $3, 'processing', '{}', '00-1-1-00', false, 'rendering', '')`,
    [id, job.owner ?? 'default', job.priority ?? 5],
  );
  return id;
}

/** A ready task of a job, unless `task` says otherwise. */
export async function addTask(
  source: DataSource,
  jobId: string,
  task: Partial<TaskEntity> = {},
): Promise<string> {
  const id = randomUUID();
  await source.getRepository(TaskEntity).insert({
    id,
    jobId,
    name: task.name ?? `task-${id.slice(0, 8)}`,
    command: 'segment.render',
    queue: 'renderer.tasks',
    state: 'ready',
    key: null,
    engine: null,
    payload: {},
    priority: 5,
    ...task,
  } as never);
  return id;
}

export const taskOf = (source: DataSource, id: string): Promise<TaskEntity> =>
  source.getRepository(TaskEntity).findOneByOrFail({ id });

/** What a worker says of a task. */
export const about = (job: string, task: string, boot: string = randomUUID()) => ({
  v: 1 as const,
  id: randomUUID(),
  boot,
  job,
  task,
  ticket: 1,
  attempt: 1,
});
