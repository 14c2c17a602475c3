import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@reelmill/config';
import { startService, type RunningService } from '@reelmill/observability';
import { JobEntity, TaskEntity, runMigrations } from '@reelmill/persistence';
import { createTestDatabase, type TestDatabase } from '@reelmill/testing';
import { EntityManager } from 'typeorm';
import { gatewayConfig } from '../config';
import { gatewayService } from '../gateway-service';
import type { JobResource } from './job-resource';

const INPUT = { scenes: [{ duration: 1, 'background-color': '#ff8800' }] };
const JSON_TYPE = { 'content-type': 'application/json' };

interface Page {
  jobs: JobResource[];
  next_cursor: string | null;
}

let objects: string;
let database: TestDatabase;
let gateway: RunningService;
let manager: EntityManager;

beforeAll(async () => {
  objects = await mkdtemp(join(tmpdir(), 'gateway-'));
  database = await createTestDatabase({ migrate: runMigrations });
  const config = loadConfig(gatewayConfig, {
    DATABASE_URL: database.url,
    // Nobody listens there: the gateway works without its broker.
    AMQP_URL: 'amqp://127.0.0.1:1',
    HOST: '127.0.0.1',
    PORT: '0',
    OBJECTS_DIR: objects,
    LOG_LEVEL: 'silent',
  });
  gateway = await startService(gatewayService(config));
  manager = gateway.app.get(EntityManager);
});

afterAll(async () => {
  await gateway.close();
  await database.drop();
  await rm(objects, { recursive: true });
});

const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${gateway.port}${path}`, init);

const post = (body: unknown, headers: Record<string, string> = {}) =>
  call('/v1/jobs', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) });

async function newJob(body: object = {}): Promise<JobResource> {
  const response = await post({ type: 'render', input: INPUT, ...body });
  expect(response.status).toBe(202);
  return (await response.json()) as JobResource;
}

describe('GET /v1/jobs/{id}', () => {
  test('says when to ask again, and 304 while nothing has changed', async () => {
    const { job_id: id } = await newJob();
    const first = await call(`/v1/jobs/${id}`);
    const etag = first.headers.get('etag');
    expect(first.headers.get('retry-after')).toBe('1');
    expect(etag).toMatch(/^"/);
    const again = () => call(`/v1/jobs/${id}`, { headers: { 'if-none-match': etag ?? '' } });
    expect((await again()).status).toBe(304);
    await manager.update(JobEntity, { id }, { progress: 0.5 });
    expect((await again()).status).toBe(200);
  });

  test('shows a failed job with what failed, and no time to ask again', async () => {
    const { job_id: id } = await newJob();
    const error = { code: 'fetch_failed', message: 'No answer.', task: 'ingest-1' };
    await manager.update(
      JobEntity,
      { id },
      { status: 'failed', error, startedAt: new Date(), completedAt: new Date() },
    );
    const response = await call(`/v1/jobs/${id}`);
    expect(response.headers.has('retry-after')).toBe(false);
    expect(await response.json()).toMatchObject({ status: 'failed', error });
  });

  test.each([randomUUID(), 'mine', '%20'])('%s is no job: 404', async (id) => {
    const response = await call(`/v1/jobs/${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ status: 404, code: 'job_not_found' });
  });
});

describe('GET /v1/jobs/{id}/tasks', () => {
  test('shows what the job waits for', async () => {
    const { job_id: jobId } = await newJob();
    const task = {
      jobId,
      command: 'segment.render',
      queue: 'renderer.tasks',
      payload: { secret: 1 },
      priority: 5,
    };
    const failure = { code: 'crashed' as const, message: 'It vanished.', retryable: false, cause: '/srv' };
    await manager.insert(TaskEntity, {
      ...task,
      id: randomUUID(),
      name: 'video-1/segment-10',
      state: 'ready',
    });
    await manager.insert(TaskEntity, {
      ...task,
      id: randomUUID(),
      name: 'video-1/segment-9',
      state: 'failed',
      failure,
    });
    const response = await call(`/v1/jobs/${jobId}/tasks`);
    const shown = {
      command: 'segment.render',
      attempt: 1,
      crashes: 0,
      progress: 0,
      started_at: null,
      finished_at: null,
    };
    expect(await response.json()).toEqual({
      tasks: [
        {
          ...shown,
          name: 'video-1/segment-9',
          state: 'failed',
          failure: { code: 'crashed', message: 'It vanished.' },
        },
        { ...shown, name: 'video-1/segment-10', state: 'ready', failure: null },
      ],
    });
  });

  test('of an unknown job: 404', async () => {
    expect((await call(`/v1/jobs/${randomUUID()}/tasks`)).status).toBe(404);
  });
});

describe('GET /v1/jobs', () => {
  test('pages through all jobs, newest first, each once, also those of one microsecond', async () => {
    await manager.query('TRUNCATE jobs');
    for (let count = 0; count < 7; count += 1) await newJob();
    await manager.query(`UPDATE jobs SET created_at = timestamptz '2026-01-01 00:00:00.000001Z'
                         WHERE id IN (SELECT id FROM jobs ORDER BY created_at LIMIT 4)`);
    const seen: string[] = [];
    for (let path: string | null = '/v1/jobs?limit=2'; path;) {
      const page = (await (await call(path)).json()) as Page;
      expect(page.jobs.length).toBeLessThanOrEqual(2);
      seen.push(...page.jobs.map((job) => job.job_id));
      path = page.next_cursor && `/v1/jobs?limit=2&cursor=${page.next_cursor}`;
    }
    const expected: { id: string }[] = await manager.query(
      'SELECT id FROM jobs ORDER BY created_at DESC, id DESC',
    );
    expect(seen).toEqual(expected.map(({ id }) => id));
  });

  test('the last page has no cursor, also when it is full', async () => {
    await manager.query('TRUNCATE jobs');
    await newJob();
    expect(await (await call('/v1/jobs?limit=1')).json()).toMatchObject({
      next_cursor: null,
      jobs: [{ status: 'queued' }],
    });
  });

  test('shows only the status that is asked for', async () => {
    const { job_id: id } = await newJob();
    await manager.update(JobEntity, { id }, { status: 'processing' });
    const page = (await (await call('/v1/jobs?status=processing')).json()) as Page;
    expect(page.jobs.map((job) => job.job_id)).toEqual([id]);
  });

  test('a cursor that was not given out is a 400', async () => {
    const response = await call('/v1/jobs?cursor=abc');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_query', errors: [{ parameter: 'cursor' }] });
  });
});

describe('DELETE /v1/jobs/{id}', () => {
  const remove = (id: string) => call(`/v1/jobs/${id}`, { method: 'DELETE' });

  test('asks the orchestrator for the end of the job, and may be repeated', async () => {
    const { job_id: id } = await newJob();
    for (const response of [await remove(id), await remove(id)]) {
      expect(response.status).toBe(202);
      expect(await response.json()).toMatchObject({ job_id: id, status: 'queued' });
    }
    expect(await manager.findOneByOrFail(JobEntity, { id })).toMatchObject({
      cancelRequested: true,
      status: 'queued',
    });
  });

  test('a job that has ended stays as it is: 200', async () => {
    const { job_id: id } = await newJob();
    await manager.update(JobEntity, { id }, { status: 'completed' });
    const response = await remove(id);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'completed' });
    expect(await manager.findOneByOrFail(JobEntity, { id })).toMatchObject({ cancelRequested: false });
  });

  test('an unknown one is a 404', async () => {
    expect((await remove(randomUUID())).status).toBe(404);
  });
});
