import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@reelmill/config';
import { startService, type RunningService } from '@reelmill/observability';
import { JobEntity, JobEventEntity, runMigrations } from '@reelmill/persistence';
import { createTestDatabase, type TestDatabase } from '@reelmill/testing';
import { EntityManager } from 'typeorm';
import { gatewayConfig } from '../config';
import { gatewayService } from '../gateway-service';
import type { JobResource } from './job-resource';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const INPUT = { scenes: [{ duration: 1, 'background-color': '#ff8800' }] };
const JSON_TYPE = { 'content-type': 'application/json' };

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

describe('POST /v1/jobs', () => {
  test('answers 202 with the job and where it is, without a broker', async () => {
    const response = await post({ type: 'render', input: INPUT, priority: 7 });
    const job = (await response.json()) as JobResource;
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/v1/jobs/${job.job_id}`);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(job).toEqual({
      job_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      type: 'render',
      status: 'queued',
      stage: 'queued',
      progress: 0,
      progress_message: 'waiting to be planned',
      priority: 7,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      started_at: null,
      completed_at: null,
      error: null,
      warnings: [],
      outputs: [],
    });
  });

  test('writes the row that is to be planned and the first event of its history', async () => {
    const { job_id: id } = await newJob();
    const row = await manager.findOneByOrFail(JobEntity, { id });
    expect(row).toMatchObject({
      owner: 'default',
      needsPlan: true,
      cancelRequested: false,
      input: INPUT,
      eventSequence: 1,
    });
    expect(row.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(await manager.findBy(JobEventEntity, { jobId: id })).toEqual([
      expect.objectContaining({
        sequence: 1,
        type: 'job.queued',
        data: { status: 'queued' },
        publishedAt: null,
      }),
    ]);
  });

  test('carries on the caller’s trace', async () => {
    const response = await post({ type: 'render', input: INPUT }, { traceparent: TRACEPARENT });
    const { job_id: id } = (await response.json()) as JobResource;
    expect((await manager.findOneByOrFail(JobEntity, { id })).traceparent).toBe(TRACEPARENT);
  });

  test('takes a list of videos', async () => {
    const { job_id: id } = await newJob({ input: [INPUT, INPUT] });
    expect((await manager.findOneByOrFail(JobEntity, { id })).input).toEqual([INPUT, INPUT]);
  });

  test('a body that is no JSON is a 400, one that can’t be used a 422 with pointers, and neither leaves a row', async () => {
    const before = await manager.count(JobEntity);
    const malformed = await call('/v1/jobs', { method: 'POST', headers: JSON_TYPE, body: '{ "type": ' });
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ status: 400, code: 'malformed_json' });
    const invalid = await post({ type: 'render', input: { scenes: [{ duration: 'long' }] }, prio: 1 });
    expect(invalid.status).toBe(422);
    expect(invalid.headers.get('content-type')).toBe('application/problem+json');
    expect(await invalid.json()).toMatchObject({
      title: 'Unprocessable Entity',
      errors: [{ pointer: '/prio' }, { pointer: '/input/scenes/0/duration' }],
    });
    expect(await manager.count(JobEntity)).toBe(before);
  });

  test('an asset that was not uploaded is a 422 that points at it', async () => {
    const upload = await call('/v1/assets', {
      method: 'POST',
      body: 'picture',
      headers: { 'content-type': 'image/png' },
    });
    const { src } = (await upload.json()) as { src: string };
    const elements = [
      { type: 'image', src },
      { type: 'image', src: `asset:${'0'.repeat(64)}` },
    ];
    const response = await post({ type: 'render', input: { scenes: [{ duration: 1, elements }] } });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/input/scenes/0/elements/1/src' }] });
    await newJob({ input: { scenes: [{ duration: 1, elements: elements.slice(0, 1) }] } });
  });

  test.each<[string, string, string]>([
    ['an address', '/input/elements/0/src', '{"elements":[{"type":"image","src":"https://e.org/a%"}]}'],
    ['an id', '/input/elements/0/id', '{"elements":[{"type":"text","text":"x","id":"a%"}]}'],
    ['a key', '/input/elements/0/a%', '{"elements":[{"type":"text","text":"x","a%":1}]}'],
    ['a place that nobody knows', '/input/x', '{"scenes":[{}],"x":{"y":["%"]}}'],
  ])('NUL or half a character in %s is a 422 that points at it', async (_where, pointer, input) => {
    for (const bad of ['\\u0000', '\\ud800', '\\udc00']) {
      const body = `{"type":"render","input":${input.replace('%', bad)}}`;
      const response = await call('/v1/jobs', { method: 'POST', headers: JSON_TYPE, body });
      expect(response.status).toBe(422);
      const expected = JSON.parse(`"${pointer.replace('%', bad)}"`) as string;
      const { errors } = (await response.json()) as { errors: { pointer: string }[] };
      expect(errors.map((error) => error.pointer)).toContain(expected);
    }
  });

  test.each<[string, string, RegExp]>([
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), /deeper than 32/],
    ['five million levels', '['.repeat(5_000_000) + ']'.repeat(5_000_000), /deeper than 32/],
    ['five million values', `[${'1,'.repeat(5_000_000)}1]`, /more than 200000 keys/],
    [
      'a hundred thousand values',
      `{"type":"render","input":[${'1,'.repeat(150_000)}1]}`,
      /more than 100000 keys/,
    ],
  ])('%s are a 422 at once', async (_what, body, message) => {
    const begin = performance.now();
    const response = await call('/v1/jobs', { method: 'POST', headers: JSON_TYPE, body });
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'invalid_body',
      errors: [
        {
          pointer: expect.stringMatching(/^(\/input)?$/) as string,
          message: expect.stringMatching(message) as string,
        },
      ],
    });
  });

  test('ten mebibytes are too much, said or streamed', async () => {
    const body = `"${'x'.repeat(10 * 1024 ** 2)}"`;
    const said = await call('/v1/jobs', { method: 'POST', headers: JSON_TYPE, body });
    expect(said.status).toBe(413);
    const stream = new Blob([body]).stream();
    const init = { method: 'POST', headers: JSON_TYPE, body: stream, duplex: 'half' } as RequestInit;
    expect((await call('/v1/jobs', init)).status).toBe(413);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'a body of %s is a 415',
    async (type) => {
      const response = await call('/v1/jobs', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{}',
      });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );
});
