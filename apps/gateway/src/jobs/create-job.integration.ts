import { JobEntity, JobEventEntity } from '@reelmill/persistence';
import { INPUT, startGateway, type RunningGateway } from '../../test/running-gateway';
import type { JobResource } from './job-resource';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const JSON_TYPE = { 'content-type': 'application/json' };

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(() => gateway.close());

describe('POST /v1/jobs', () => {
  test('answers 202 with the job and where it is, without a broker', async () => {
    const response = await gateway.postJob({ type: 'render', input: INPUT, priority: 7 });
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
    const { job_id: id } = await gateway.newJob();
    const row = await gateway.manager.findOneByOrFail(JobEntity, { id });
    expect(row).toMatchObject({
      owner: 'default',
      needsPlan: true,
      cancelRequested: false,
      input: INPUT,
      eventSequence: 1,
    });
    expect(row.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(await gateway.manager.findBy(JobEventEntity, { jobId: id })).toEqual([
      expect.objectContaining({
        sequence: 1,
        type: 'job.queued',
        data: { status: 'queued' },
        publishedAt: null,
      }),
    ]);
  });

  test('carries on the caller’s trace', async () => {
    const response = await gateway.postJob({ type: 'render', input: INPUT }, { traceparent: TRACEPARENT });
    const { job_id: id } = (await response.json()) as JobResource;
    expect((await gateway.manager.findOneByOrFail(JobEntity, { id })).traceparent).toBe(TRACEPARENT);
  });

  test('takes a list of videos', async () => {
    const { job_id: id } = await gateway.newJob({ input: [INPUT, INPUT] });
    expect((await gateway.manager.findOneByOrFail(JobEntity, { id })).input).toEqual([INPUT, INPUT]);
  });

  test('a body that is no JSON is a 400, one that can’t be used a 422 with pointers, and neither leaves a row', async () => {
    const before = await gateway.manager.count(JobEntity);
    const malformed = await gateway.call('/v1/jobs', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{ "type": ',
    });
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ status: 400, code: 'malformed_json' });
    const invalid = await gateway.postJob({
      type: 'render',
      input: { scenes: [{ duration: 'long' }] },
      prio: 1,
    });
    expect(invalid.status).toBe(422);
    expect(invalid.headers.get('content-type')).toBe('application/problem+json');
    expect(await invalid.json()).toMatchObject({
      title: 'Unprocessable Entity',
      errors: [{ pointer: '/prio' }, { pointer: '/input/scenes/0/duration' }],
    });
    expect(await gateway.manager.count(JobEntity)).toBe(before);
  });

  test('an asset that was not uploaded is a 422 that points at it', async () => {
    const upload = await gateway.call('/v1/assets', {
      method: 'POST',
      body: 'picture',
      headers: { 'content-type': 'image/png' },
    });
    const { src } = (await upload.json()) as { src: string };
    const elements = [
      { type: 'image', src },
      { type: 'image', src: `asset:${'0'.repeat(64)}` },
    ];
    const response = await gateway.postJob({
      type: 'render',
      input: { scenes: [{ duration: 1, elements }] },
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/input/scenes/0/elements/1/src' }] });
    await gateway.newJob({ input: { scenes: [{ duration: 1, elements: elements.slice(0, 1) }] } });
  });

  test.each<[string, string, string]>([
    ['an address', '/input/elements/0/src', '{"elements":[{"type":"image","src":"https://e.org/a%"}]}'],
    ['an id', '/input/elements/0/id', '{"elements":[{"type":"text","text":"x","id":"a%"}]}'],
    ['a key', '/input/elements/0/a%', '{"elements":[{"type":"text","text":"x","a%":1}]}'],
    ['a place that nobody knows', '/input/x', '{"scenes":[{}],"x":{"y":["%"]}}'],
  ])('NUL or half a character in %s is a 422 that points at it', async (_where, pointer, input) => {
    for (const bad of ['\\u0000', '\\ud800', '\\udc00']) {
      const body = `{"type":"render","input":${input.replace('%', bad)}}`;
      const response = await gateway.call('/v1/jobs', { method: 'POST', headers: JSON_TYPE, body });
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
  ])('%s are a 422 that says what is too much', async (_what, body, message) => {
    const response = await gateway.call('/v1/jobs', { method: 'POST', headers: JSON_TYPE, body });
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
    const said = await gateway.call('/v1/jobs', { method: 'POST', headers: JSON_TYPE, body });
    expect(said.status).toBe(413);
    const stream = new Blob([body]).stream();
    const init = { method: 'POST', headers: JSON_TYPE, body: stream, duplex: 'half' } as RequestInit;
    expect((await gateway.call('/v1/jobs', init)).status).toBe(413);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'a body of %s is a 415',
    async (type) => {
      const response = await gateway.call('/v1/jobs', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{}',
      });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );
});
