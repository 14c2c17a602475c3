import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { startGateway, type RunningGateway } from '../test/running-gateway';

const JOB = '/v1/jobs/5c1b2f0e-2f43-4f0e-9d5a-7c0f2b6f3a11';

let line: DatabaseLine;
let gateway: RunningGateway;

/** Stands between the gateway and its database, and can be cut. */
class DatabaseLine {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  port = 0;

  constructor(private readonly target: URL) {
    this.server = createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => [near, far].forEach((end) => end.destroy()));
      }
      near.pipe(far).pipe(near);
    });
  }

  async open(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }
}

/** The address of a database through a new line. */
async function throughLine(database: string): Promise<string> {
  const url = new URL(database);
  line = new DatabaseLine(new URL(database));
  await line.open();
  url.hostname = '127.0.0.1';
  url.port = String(line.port);
  return url.href;
}

beforeAll(async () => {
  gateway = await startGateway({ reachDatabase: throughLine });
});

afterAll(async () => {
  await gateway.close();
  await line.cut();
});

const fetchAdmin = (path: string) => fetch(`http://127.0.0.1:${gateway.adminPort}${path}`);
const newJob = () => gateway.postJob({ type: 'render', input: { scenes: [{ duration: 1 }] } });

test.each([
  ['PUT', '/v1/jobs', 'GET, HEAD, POST'],
  ['PATCH', JOB, 'GET, HEAD, DELETE'],
  ['POST', `${JOB}/tasks`, 'GET, HEAD'],
  ['DELETE', `${JOB}/outputs/video.mp4`, 'GET, HEAD'],
  ['GET', '/v1/assets', 'POST'],
])('%s %s is a 405', async (method, path, allow) => {
  const response = await gateway.call(path, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe(allow);
  expect(await response.json()).toMatchObject({ status: 405, title: 'Method Not Allowed' });
});

test.each(['/', '/v1', '/v2/jobs', '/v1/jobs/a/b/c', '/v1/assets/x'])('%s is a 404', async (path) => {
  const response = await gateway.call(path);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ type: 'about:blank', title: 'Not Found', code: 'not_found' });
});

test('a path that can’t be decoded is a 400', async () => {
  const response = await gateway.call('/v1/jobs/%FF');
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ status: 400 });
});

test('a problem carries the trace of the request', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const response = await gateway.call('/v1/nothing', { headers: { traceparent } });
  expect(await response.json()).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c' });
});

test('no answer says what serves it', async () => {
  const { headers } = await gateway.call('/v1/jobs');
  expect(headers.has('x-powered-by')).toBe(false);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('requests are measured by route, without ids', async () => {
  await gateway.call(JOB);
  const text = await (await fetchAdmin('/metrics')).text();
  expect(text).toMatch(
    /reelmill_http_request_seconds_count\{method="GET",route="\/v1\/jobs\/:id",status="404"\} \d/,
  );
  expect(text).not.toContain(JOB);
});

test('the public hears only whether it is ready, and sees no metrics', async () => {
  const response = await gateway.call('/healthz/ready');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: 'ok' });
  expect((await gateway.call('/metrics')).status).toBe(404);
});

test('the gateway is ready without its broker, which it shows as degraded', async () => {
  const response = await fetchAdmin('/healthz/ready');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    details: { database: { status: 'up' }, objects: { status: 'up' }, broker: { status: 'degraded' } },
  });
});

test('while the database is away it is alive, not ready, and says so to callers; then it goes on by itself', async () => {
  expect((await newJob()).status).toBe(202);
  await line.cut();
  const refused = await newJob();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toMatchObject({ code: 'database_unavailable' });
  expect((await fetchAdmin('/healthz/ready')).status).toBe(503);
  expect((await gateway.call('/healthz/live')).status).toBe(200);
  await line.open();
  expect((await newJob()).status).toBe(202);
  expect((await fetchAdmin('/healthz/ready')).status).toBe(200);
});
