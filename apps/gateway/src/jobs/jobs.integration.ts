import { randomUUID } from 'node:crypto';
import { JobEntity, TaskEntity } from '@reelmill/persistence';
import { startGateway, type RunningGateway } from '../../test/running-gateway';
import type { JobResource } from './job-resource';

interface Page {
  jobs: JobResource[];
  next_cursor: string | null;
}
interface TaskPage {
  tasks: { name: string }[];
  next_cursor: string | null;
}

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(() => gateway.close());

describe('GET /v1/jobs/{id}', () => {
  test('says when to ask again, and 304 while nothing has changed', async () => {
    const { job_id: id } = await gateway.newJob();
    const first = await gateway.call(`/v1/jobs/${id}`);
    const etag = first.headers.get('etag');
    expect(first.headers.get('retry-after')).toBe('1');
    expect(etag).toMatch(/^"/);
    const again = () => gateway.call(`/v1/jobs/${id}`, { headers: { 'if-none-match': etag ?? '' } });
    expect((await again()).status).toBe(304);
    await gateway.manager.update(JobEntity, { id }, { progress: 0.5 });
    expect((await again()).status).toBe(200);
  });

  test('shows a failed job with what failed, and no time to ask again', async () => {
    const { job_id: id } = await gateway.newJob();
    const error = { code: 'fetch_failed', message: 'No answer.', task: 'ingest-1' };
    await gateway.manager.update(
      JobEntity,
      { id },
      { status: 'failed', error, startedAt: new Date(), completedAt: new Date() },
    );
    const response = await gateway.call(`/v1/jobs/${id}`);
    expect(response.headers.has('retry-after')).toBe(false);
    expect(await response.json()).toMatchObject({ status: 'failed', error });
  });

  test.each([randomUUID(), 'mine', '%20'])('%s is no job: 404', async (id) => {
    const response = await gateway.call(`/v1/jobs/${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ status: 404, code: 'job_not_found' });
  });
});

describe('GET /v1/jobs/{id}/tasks', () => {
  test('shows what the job waits for', async () => {
    const { job_id: jobId } = await gateway.newJob();
    const task = {
      jobId,
      command: 'segment.render',
      queue: 'renderer.tasks',
      payload: { secret: 1 },
      priority: 5,
      owner: 'default',
      rank: new Date(),
    };
    const failure = { code: 'crashed' as const, message: 'It vanished.', retryable: false, cause: '/srv' };
    await gateway.manager.insert(TaskEntity, {
      ...task,
      id: randomUUID(),
      name: 'video-1/segment-10',
      state: 'ready',
    });
    await gateway.manager.insert(TaskEntity, {
      ...task,
      id: randomUUID(),
      name: 'video-1/segment-9',
      state: 'failed',
      failure,
    });
    const response = await gateway.call(`/v1/jobs/${jobId}/tasks`);
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
      next_cursor: null,
    });
  });

  test('pages through all tasks, each once, as people count', async () => {
    const { job_id: jobId } = await gateway.newJob();
    const names = Array.from({ length: 12 }, (_, index) => `segment-${index}`);
    await gateway.manager.insert(
      TaskEntity,
      names.map((name) => ({
        ...{ id: randomUUID(), jobId, name, command: 'segment.render', queue: 'renderer.tasks' },
        ...{ state: 'ready' as const, payload: {}, priority: 5, owner: 'default', rank: new Date() },
      })),
    );
    const seen: string[] = [];
    const first = `/v1/jobs/${jobId}/tasks?limit=5`;
    for (let path: string | null = first; path;) {
      const page = (await (await gateway.call(path)).json()) as TaskPage;
      expect(page.tasks.length).toBeLessThanOrEqual(5);
      seen.push(...page.tasks.map(({ name }) => name));
      path = page.next_cursor && `${first}&cursor=${page.next_cursor}`;
    }
    expect(seen).toEqual(names);
  });

  test('takes no cursor that was not given out, and nothing unknown', async () => {
    const { job_id: jobId } = await gateway.newJob();
    const response = await gateway.call(`/v1/jobs/${jobId}/tasks?cursor=a*&status=ready`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ parameter: 'cursor' }, { parameter: 'status' }],
    });
  });

  test('of an unknown job: 404', async () => {
    expect((await gateway.call(`/v1/jobs/${randomUUID()}/tasks`)).status).toBe(404);
  });
});

describe('GET /v1/jobs', () => {
  test('pages through all jobs, newest first, each once, also those of one microsecond', async () => {
    await gateway.manager.query('TRUNCATE jobs');
    for (let count = 0; count < 7; count += 1) await gateway.newJob();
    await gateway.manager.query(`UPDATE jobs SET created_at = timestamptz '2026-01-01 00:00:00.000001Z'
                         WHERE id IN (SELECT id FROM jobs ORDER BY created_at LIMIT 4)`);
    const seen: string[] = [];
    for (let path: string | null = '/v1/jobs?limit=2'; path;) {
      const page = (await (await gateway.call(path)).json()) as Page;
      expect(page.jobs.length).toBeLessThanOrEqual(2);
      seen.push(...page.jobs.map((job) => job.job_id));
      path = page.next_cursor && `/v1/jobs?limit=2&cursor=${page.next_cursor}`;
    }
    const expected: { id: string }[] = await gateway.manager.query(
      'SELECT id FROM jobs ORDER BY created_at DESC, id DESC',
    );
    expect(seen).toEqual(expected.map(({ id }) => id));
  });

  test('the last page has no cursor, also when it is full', async () => {
    await gateway.manager.query('TRUNCATE jobs');
    await gateway.newJob();
    expect(await (await gateway.call('/v1/jobs?limit=1')).json()).toMatchObject({
      next_cursor: null,
      jobs: [{ status: 'queued' }],
    });
  });

  test('shows only the status that is asked for', async () => {
    const { job_id: id } = await gateway.newJob();
    await gateway.manager.update(JobEntity, { id }, { status: 'processing' });
    const page = (await (await gateway.call('/v1/jobs?status=processing')).json()) as Page;
    expect(page.jobs.map((job) => job.job_id)).toEqual([id]);
  });

  test('a cursor that was not given out is a 400', async () => {
    const response = await gateway.call('/v1/jobs?cursor=abc');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_query', errors: [{ parameter: 'cursor' }] });
  });
});

describe('DELETE /v1/jobs/{id}', () => {
  const remove = (id: string) => gateway.call(`/v1/jobs/${id}`, { method: 'DELETE' });

  test('asks the orchestrator for the end of the job, and may be repeated', async () => {
    const { job_id: id } = await gateway.newJob();
    for (const response of [await remove(id), await remove(id)]) {
      expect(response.status).toBe(202);
      expect(await response.json()).toMatchObject({ job_id: id, status: 'queued' });
    }
    expect(await gateway.manager.findOneByOrFail(JobEntity, { id })).toMatchObject({
      cancelRequested: true,
      status: 'queued',
    });
  });

  test('a job that has ended stays as it is: 200', async () => {
    const { job_id: id } = await gateway.newJob();
    await gateway.manager.update(JobEntity, { id }, { status: 'completed' });
    const response = await remove(id);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'completed' });
    expect(await gateway.manager.findOneByOrFail(JobEntity, { id })).toMatchObject({
      cancelRequested: false,
    });
  });

  test('an unknown one is a 404', async () => {
    expect((await remove(randomUUID())).status).toBe(404);
  });
});
