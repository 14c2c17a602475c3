import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { JobStatus } from '@reelmill/contracts';
import type { ObjectStore } from '@reelmill/objects';
import { JobEntity, type JobOutput } from '@reelmill/persistence';
import { startGateway, type RunningGateway } from '../../test/running-gateway';
import { OBJECT_STORE } from '../resources.module';

/** More than all buffers between a file and a client that does not read. */
const BYTES = randomBytes(32 * 1024 ** 2);
const SHA256 = createHash('sha256').update(BYTES).digest('hex');
const OBJECT = `artifacts/${'ab'.repeat(32)}/video.mp4`;
const VIDEO: JobOutput = {
  name: 'video.mp4',
  kind: 'video',
  object: OBJECT,
  contentType: 'video/mp4',
  bytes: BYTES.length,
  sha256: SHA256,
  width: 640,
  height: 360,
  duration: 1,
};

let gateway: RunningGateway;
let video: string;

beforeAll(async () => {
  gateway = await startGateway();
  const file = join(gateway.folder, 'made.mp4');
  await writeFile(file, BYTES);
  await gateway.app.get<ObjectStore>(OBJECT_STORE).put(OBJECT, file);
  video = `/v1/jobs/${await jobWith('completed', [VIDEO])}/outputs/video.mp4`;
});

afterAll(() => gateway.close());

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

async function jobWith(status: JobStatus, outputs: JobOutput[]): Promise<string> {
  const id = randomUUID();
  await gateway.manager.insert(JobEntity, {
    id,
    type: 'render',
    owner: 'default',
    priority: 5,
    status,
    input: {},
    traceparent: '',
    needsPlan: false,
    stage: status,
    progressMessage: '',
    outputs,
  });
  return id;
}

test('the whole file comes with all that a player and a browser need to know', async () => {
  const response = await gateway.call(video);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-length': String(BYTES.length),
    'content-disposition': 'attachment; filename="video.mp4"',
    'accept-ranges': 'bytes',
    etag: `"${SHA256}"`,
  });
  expect((await bytesOf(response)).equals(BYTES)).toBe(true);
});

test.each([
  ['bytes=0-99', 0, 99],
  ['bytes=1000000-', 1_000_000, BYTES.length - 1],
  ['bytes=-5', BYTES.length - 5, BYTES.length - 1],
])('%s gives that part', async (range, start, end) => {
  const response = await gateway.call(video, { headers: { range } });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/${BYTES.length}`);
  expect((await bytesOf(response)).equals(BYTES.subarray(start, end + 1))).toBe(true);
});

test('a range behind the end is a 416 that says the size', async () => {
  const response = await gateway.call(video, { headers: { range: `bytes=${BYTES.length}-` } });
  expect(response.status).toBe(416);
  expect(response.headers.get('content-range')).toBe(`bytes */${BYTES.length}`);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.has('content-disposition')).toBe(false);
  expect(await response.json()).toMatchObject({ status: 416 });
});

test('a range of another version gives the whole file', async () => {
  const other = await gateway.call(video, {
    method: 'HEAD',
    headers: { range: 'bytes=0-9', 'if-range': '"other"' },
  });
  expect(other.status).toBe(200);
  const same = await gateway.call(video, {
    method: 'HEAD',
    headers: { range: 'bytes=0-9', 'if-range': `"${SHA256}"` },
  });
  expect(same.status).toBe(206);
});

test('HEAD says the same without the bytes', async () => {
  const response = await gateway.call(video, { method: 'HEAD' });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-length')).toBe(String(BYTES.length));
  expect(await bytesOf(response)).toHaveLength(0);
});

test('who has the file gets a 304', async () => {
  const response = await gateway.call(video, { headers: { 'if-none-match': `"other", W/"${SHA256}"` } });
  expect(response.status).toBe(304);
});

test('the file is closed when the client goes in the middle', async () => {
  const request = get({ host: '127.0.0.1', port: gateway.port, path: video });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  await once(response, 'readable');
  expect(await isOpen()).toBe(true);
  response.destroy();
  while (await isOpen()) await new Promise((resolve) => setTimeout(resolve, 5));
});

async function isOpen(): Promise<boolean> {
  const fds = await readdir('/proc/self/fd');
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.some((target) => target.startsWith(gateway.folder));
}

test('while the job is worked on, the problem says so', async () => {
  const response = await gateway.call(`/v1/jobs/${await jobWith('processing', [])}/outputs/video.mp4`);
  expect(response.status).toBe(404);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.json()).toMatchObject({ code: 'output_not_ready' });
});

test.each([
  ['output_not_found', 'film.mp4'],
  ['output_not_found', '..%2F..%2Fetc%2Fpasswd'],
  ['output_gone', 'lost.mp4'],
])('%s: %s is a 404', async (code, name) => {
  const lost = { ...VIDEO, name: 'lost.mp4', object: `artifacts/${'cd'.repeat(32)}/video.mp4` };
  const response = await gateway.call(
    `/v1/jobs/${await jobWith('completed', [VIDEO, lost])}/outputs/${name}`,
  );
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code });
});
