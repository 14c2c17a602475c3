import { once } from 'node:events';
import type { StatsFs } from 'node:fs';
import promises, { readdir } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startGateway, INPUT, type RunningGateway } from '../../test/running-gateway';
import { GrowingBuffer } from './growing-buffer';

const JOB = { type: 'render', input: INPUT };
let gateway: RunningGateway;

afterEach(async () => {
  jest.restoreAllMocks();
  await gateway.close();
});

/** A request that has sent `piece` of its body and does not end by itself. */
function begin(path: string, piece: Buffer | string): ClientRequest {
  const headers = { 'content-type': 'application/json' };
  const request = httpRequest({ host: '127.0.0.1', port: gateway.port, path, method: 'POST', headers });
  request.on('error', () => undefined);
  request.write(piece);
  return request;
}

async function answerTo(request: ClientRequest): Promise<{ status?: number; code?: string }> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const text = Buffer.concat((await response.toArray()) as Buffer[]).toString();
  return { status: response.statusCode, code: (JSON.parse(text) as { code?: string }).code };
}

const upload = (body: string) => gateway.call('/v1/assets', { method: 'POST', body });

async function untilUploading(count: number): Promise<void> {
  const incoming = () => readdir(join(gateway.folder, 'objects', 'incoming')).catch(() => []);
  while ((await incoming()).length !== count) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function untilStatus(status: number, send: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const response = await send();
    if (response.status === status) return response;
    await response.arrayBuffer();
  }
}

describe('a body that hardly moves is ended by a 408:', () => {
  beforeEach(async () => {
    gateway = await startGateway({ limits: { jsonMs: 100, uploadWindowMs: 100 } });
  });

  test('JSON', async () => {
    await expect(answerTo(begin('/v1/jobs', '{'))).resolves.toEqual({ status: 408, code: 'body_too_slow' });
  });

  test('an upload, of which nothing is left', async () => {
    await expect(answerTo(begin('/v1/assets', 'x'))).resolves.toEqual({ status: 408, code: 'body_too_slow' });
    await untilUploading(0);
  });
});

test('JSON bodies together take no more memory than there is for them; the next is told to come again', async () => {
  gateway = await startGateway({ limits: { jsonBytesInAll: 32 * 1024 } });
  const dripping = begin('/v1/jobs', Buffer.alloc(20 * 1024, ' '));
  const refused = await untilStatus(503, () => gateway.postJob(JOB));
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toMatchObject({ code: 'too_many_bodies' });
  dripping.destroy();
  await untilStatus(202, () => gateway.postJob(JOB));
});

test('four large bodies that stall leave room for a small job', async () => {
  gateway = await startGateway();
  let missing = 4 * 8_400_000;
  const append = Reflect.get(GrowingBuffer.prototype, 'append');
  const arrived = new Promise<void>((resolve) => {
    jest.spyOn(GrowingBuffer.prototype, 'append').mockImplementation(function (this: GrowingBuffer, piece) {
      missing -= piece.length;
      if (missing <= 0) resolve();
      return append.call(this, piece);
    });
  });
  const stalled = Array.from({ length: 4 }, () => begin('/v1/jobs', Buffer.alloc(8_400_000, ' ')));
  await arrived;
  expect((await gateway.postJob(JOB)).status).toBe(202);
  for (const request of stalled) request.destroy();
});

test('a body gives its memory back when it was answered, well or not', async () => {
  gateway = await startGateway({ limits: { jsonBytesInAll: 16 * 1024 } });
  for (const [body, status] of [
    [JOB, 202],
    [{ type: 'nothing' }, 422],
    [JOB, 202],
  ] as const) {
    expect((await gateway.postJob(body)).status).toBe(status);
  }
});

test('of uploads there are only so many at once', async () => {
  gateway = await startGateway({ limits: { uploads: 1 } });
  const first = begin('/v1/assets', 'first');
  await untilUploading(1);
  const refused = await upload('second');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toMatchObject({ code: 'too_many_uploads' });
  first.end();
  await expect(answerTo(first)).resolves.toMatchObject({ status: 201 });
  expect((await upload('second')).status).toBe(201);
});

test('an upload whose client goes while the free space is measured ends alone', async () => {
  gateway = await startGateway({ limits: { uploads: 1 } });
  const figures = await promises.statfs(gateway.folder);
  let goOn: (figures: StatsFs) => void = () => undefined;
  const held = new Promise<StatsFs>((resolve) => (goOn = resolve));
  const asked = new Promise<void>((resolve) => {
    jest.spyOn(promises, 'statfs').mockImplementationOnce(() => {
      resolve();
      return held;
    });
  });
  const received = once(gateway.app.getHttpServer(), 'request') as Promise<[IncomingMessage]>;
  const first = begin('/v1/assets', 'first');
  const [request] = await received;
  await asked;
  first.destroy();
  if (!request.closed) await new Promise((resolve) => request.once('close', resolve));
  goOn(figures);
  expect((await untilStatus(201, () => upload('second'))).ok).toBe(true);
});

test('of connections there are only so many', async () => {
  gateway = await startGateway({ limits: { connections: 2 } });
  const open = () => connect(gateway.port, '127.0.0.1').on('error', () => undefined);
  const sockets = [open(), open()];
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const third = open();
  sockets.push(third);
  await once(third, 'close');
  for (const socket of sockets) socket.destroy();
});
