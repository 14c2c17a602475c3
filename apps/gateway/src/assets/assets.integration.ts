import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { StoreFullError, type ObjectStore } from '@reelmill/objects';
import { AssetEntity } from '@reelmill/persistence';
import { startGateway, type RunningGateway } from '../../test/running-gateway';
import { OBJECT_STORE } from '../resources.module';
import type { AssetResource } from './assets.controller';

const MAX_BYTES = 1_000_000;
const chunk = (type: string, bytes: number): Buffer => {
  const lengthAndType = Buffer.alloc(8);
  lengthAndType.writeUInt32BE(bytes);
  lengthAndType.write(type, 4);
  return Buffer.concat([lengthAndType, randomBytes(bytes + 4)]);
};
/** A PNG with a large colour profile, as far as its marks go. */
const makePng = (): Buffer =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', 13),
    chunk('iCCP', 100_000),
    chunk('IDAT', 100_000),
  ]);

let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await startGateway({ settings: { ASSET_MAX_BYTES: String(MAX_BYTES) } });
});

afterAll(() => gateway.close());

const upload = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  gateway.call('/v1/assets', { method: 'POST', body, headers, duplex: 'half' });

async function storedFiles(): Promise<string[]> {
  const found = await readdir(gateway.folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test.each(['video/mp4', 'application/json', 'application/x-www-form-urlencoded', 'text/html'])(
  'a file that is sent as %s is stored as it is, under the type that its bytes show',
  async (type) => {
    const bytes = makePng();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const response = await upload(bytes, { 'content-type': type });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      asset_id: sha256,
      src: `asset:${sha256}`,
      bytes: bytes.length,
      content_type: 'image/png',
    });
    const stored = await gateway.app.get<ObjectStore>(OBJECT_STORE).read(`assets/${sha256}`);
    expect(Buffer.concat(await stored.toArray()).equals(bytes)).toBe(true);
    expect(await gateway.manager.findOneByOrFail(AssetEntity, { sha256 })).toMatchObject({
      bytes: String(bytes.length),
      contentType: 'image/png',
    });
  },
);

test('the same file again is the same asset, and stays what it was found to be', async () => {
  const page = '<!doctype html><script>alert(1)</script>';
  const first = (await (await upload(page, { 'content-type': 'text/plain' })).json()) as AssetResource;
  await gateway.manager.update(AssetEntity, { sha256: first.asset_id }, { contentType: 'text/x-first' });
  const again = await upload(page, { 'content-type': 'text/html' });
  expect(first.content_type).toBe('application/octet-stream');
  expect(again.status).toBe(201);
  expect(await again.json()).toEqual({ ...first, content_type: 'text/x-first' });
});

test('a full store is a 507', async () => {
  const store = gateway.app.get<ObjectStore>(OBJECT_STORE);
  const put = jest.spyOn(store, 'putAsset').mockRejectedValue(new StoreFullError('no space in /srv'));
  const response = await upload('x');
  put.mockRestore();
  expect(response.status).toBe(507);
  expect(await response.json()).toMatchObject({ code: 'store_full', title: 'Insufficient Storage' });
});

describe('what leaves nothing behind:', () => {
  let files: string[];
  let rows: number;
  beforeEach(async () => {
    files = await storedFiles();
    rows = await gateway.manager.count(AssetEntity);
  });
  afterEach(async () => {
    expect(await storedFiles()).toEqual(files);
    expect(await gateway.manager.count(AssetEntity)).toBe(rows);
  });

  test('an empty file is a 400', async () => {
    for (const body of [null, new Blob([]).stream()]) {
      const response = await upload(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'empty_body' });
    }
  });

  test('a file that is larger than allowed is a 413', async () => {
    for (const body of [randomBytes(MAX_BYTES + 1), new Blob([randomBytes(5 * MAX_BYTES)]).stream()]) {
      const response = await upload(body);
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ code: 'body_too_large' });
    }
  });

  test('a length that is larger than allowed is a 413 before a byte was sent', async () => {
    const headers = { 'content-length': String(MAX_BYTES + 1) };
    const request = httpRequest({
      port: gateway.port,
      host: '127.0.0.1',
      path: '/v1/assets',
      method: 'POST',
      headers,
    });
    request.flushHeaders();
    const status = await new Promise((resolve, reject) => {
      request.once('response', (response) => resolve(response.statusCode)).once('error', reject);
    });
    expect(status).toBe(413);
    request.destroy();
  });

  test('a form is a 415 that says how to do it', async () => {
    const form = new FormData();
    form.set('file', new Blob(['x']));
    const response = await upload(form);
    expect(response.status).toBe(415);
    expect(((await response.json()) as { detail: string }).detail).toContain('--data-binary');
  });

  test('an upload that breaks off', async () => {
    const request = httpRequest({
      port: gateway.port,
      host: '127.0.0.1',
      path: '/v1/assets',
      method: 'POST',
    });
    request.on('error', () => undefined);
    request.write(randomBytes(100_000));
    const until = async (count: number): Promise<void> => {
      while ((await storedFiles()).length !== count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(files.length + 1);
    request.destroy();
    await until(files.length);
  });
});
