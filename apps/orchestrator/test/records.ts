import { randomUUID } from 'node:crypto';
import type { AnswerOf } from '@reelmill/contracts';
import { createDataSource, JobEntity, runMigrations, TaskEntity } from '@reelmill/persistence';
import { createTestDatabase } from '@reelmill/testing';
import { legalEdgesTrigger } from '@reelmill/workflow';
import type { DataSource } from 'typeorm';

/** A database with the schema and nothing in it, that refuses every change of state that is no edge of the machine. */
export async function openTestDatabase(): Promise<{ source: DataSource; close: () => Promise<void> }> {
  const database = await createTestDatabase({ migrate: runMigrations });
  const source = await createDataSource({
    url: database.url,
    applicationName: 'orchestrator-test',
  }).initialize();
  await source.query(legalEdgesTrigger());
  return {
    source,
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}

type WorkerStarted = AnswerOf<'worker.started'>;

/** A job that is being worked on, unless `job` says otherwise. */
export async function addJob(source: DataSource, job: Partial<JobEntity> = {}): Promise<string> {
  const id = randomUUID();
  await source.getRepository(JobEntity).insert({
    id,
    type: 'render',
    owner: 'default',
    priority: 5,
    status: 'processing',
    input: {},
    traceparent: '00-1-1-00',
    needsPlan: false,
    stage: 'rendering',
    progressMessage: '',
    ...job,
  } as never);
  return id;
}

/** A ready task of a job, unless `task` says otherwise. */
export async function addTask(
  source: DataSource,
  jobId: string,
  task: Partial<TaskEntity> = {},
): Promise<string> {
  const id = randomUUID();
  const { owner } = await source.getRepository(JobEntity).findOneByOrFail({ id: jobId });
  const waitingSince = (task.createdAt ?? new Date()).getTime();
  await source.getRepository(TaskEntity).insert({
    id,
    jobId,
    owner,
    rank: new Date(waitingSince - (task.priority ?? 5) * 60_000),
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

/** The database refuses to change this column of the job, until the returned function is called. */
export async function refuseUpdates(
  source: DataSource,
  { of, job }: { of: string; job: string },
): Promise<() => Promise<void>> {
  await source.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
     CREATE TRIGGER refuse BEFORE UPDATE OF ${of} ON jobs FOR EACH ROW WHEN (OLD.id = '${job}') EXECUTE FUNCTION refuse()`,
  );
  return async () => void (await source.query('DROP FUNCTION refuse CASCADE'));
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

export const BUILD = '0f1e2d3c4b5a6978';

/** What a renderer says of itself, unless `more` says otherwise. */
export const renderer = (more: Partial<WorkerStarted> = {}): WorkerStarted => ({
  v: 1,
  id: randomUUID(),
  type: 'worker.started',
  boot: randomUUID(),
  service: 'renderer',
  host: 'h',
  build: BUILD,
  engines: { 'segment.render': 'e', 'audio.mix': 'e', 'video.assemble': 'e' },
  slots: 2,
  ...more,
});
