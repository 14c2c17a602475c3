import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { StatsFs } from 'node:fs';
import promises, { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { TaskError, assetObject, ingestAsset } from '@reelmill/contracts';
import { openObjectStore, type ObjectStore } from '@reelmill/objects';
import { createLogger } from '@reelmill/observability';
import type { TaskContext } from '@reelmill/worker';
import { IngestAssetHandler } from './ingest-asset.handler';

describe('asset.ingest', () => {
  const bytes = randomBytes(2_000_000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let answer: RequestListener;
  let server: Server;
  let url: string;
  let directory: string;
  let store: ObjectStore;
  let handler: IngestAssetHandler;
  let config: ConstructorParameters<typeof IngestAssetHandler>[1];

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    url = `http://${host}/clip.mp4?token=secret`;
    directory = await mkdtemp(join(tmpdir(), 'ingest-'));
    store = openObjectStore({ directory });
    config = {
      FETCH_ALLOW_PRIVATE: [host],
      FETCH_ALLOW_PORTS: [80, 443],
      FETCH_MAX_BYTES: 2_000_000,
      FETCH_TIMEOUT_SECONDS: 10,
    };
    handler = new IngestAssetHandler(store, config);
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });
  afterEach(async () => expect(await readdir(join(directory, 'incoming'))).toEqual([]));

  const abort = new AbortController();
  const told: number[] = [];
  const task: TaskContext = {
    job: '0b9e4b1c-8c3f-4a57-9d57-6a3f6ea1a001',
    task: '0b9e4b1c-8c3f-4a57-9d57-6a3f6ea1a002',
    attempt: 1,
    key: null,
    engine: null,
    signal: abort.signal,
    logger: createLogger({ service: 'storage', level: 'silent' }),
    scratch: tmpdir(),
    progress: (fraction) => void told.push(fraction),
    reused: () => undefined,
  };

  it('downloads a file into the store and answers by its contract, with the type that its bytes show', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes);
    const reply = await handler.ingest({ url }, task);
    expect(ingestAsset.reply.parse(reply)).toEqual({
      sha256,
      bytes: 2_000_000,
      contentType: 'application/octet-stream',
    });
    expect(bytes.equals(await buffer(await store.read(assetObject(sha256))))).toBe(true);
    expect(told.at(-1)).toBe(1);
  });

  it('names bytes that the server does not', async () => {
    answer = (_request, response) => response.end('bytes');
    expect(await handler.ingest({ url }, task)).toMatchObject({
      bytes: 5,
      contentType: 'application/octet-stream',
    });
  });

  it('keeps nothing of a file that is too large, and tells no secret of its address', async () => {
    answer = (_request, response) => {
      response.write(bytes);
      response.end('one more');
    };
    const error: unknown = await handler.ingest({ url }, task).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ failure: { code: 'fetch_too_large', retryable: false } });
    expect(String(error)).not.toContain('secret');
  });

  it('leaves a file whose announced length does not fit into the store, until there is room', async () => {
    const figures = { bsize: 1, bavail: 2 * 1024 ** 3 + bytes.length - 1, blocks: 10 * 1024 ** 3 };
    const statfs = jest.spyOn(promises, 'statfs').mockResolvedValue(figures as StatsFs);
    answer = (_request, response) =>
      response.writeHead(200, { 'content-length': bytes.length }).write('a beginning');
    const narrow = new IngestAssetHandler(openObjectStore({ directory }), config);
    await expect(narrow.ingest({ url }, task)).rejects.toMatchObject({
      failure: { code: 'store_full', retryable: true },
    });
    statfs.mockRestore();
  });

  it('keeps nothing of a file that is cut off', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1_000_000), () => response.destroy());
    };
    await expect(handler.ingest({ url }, task)).rejects.toMatchObject({
      failure: { code: 'fetch_failed', retryable: true },
    });
  });

  it('refuses a private place', async () => {
    const { port } = server.address() as AddressInfo;
    await expect(handler.ingest({ url: `http://localhost:${port}/` }, task)).rejects.toMatchObject({
      failure: { code: 'fetch_refused', retryable: false },
    });
  });

  it('stops when the task is cancelled, and closes the connection', async () => {
    const reason = new TaskError('cancelled', 'The job was cancelled.');
    let gone: Promise<unknown> = Promise.resolve();
    answer = (_request, response) => {
      gone = once(response, 'close');
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1_000_000), () => abort.abort(reason));
    };
    await expect(handler.ingest({ url }, task)).rejects.toBe(reason);
    await gone;
  });
});
