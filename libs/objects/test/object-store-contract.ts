import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { artifactObject, assetObject } from '@reelmill/contracts';
import type { ObjectStore } from '../src/object-store';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const failureOf = (code: string): unknown =>
  expect.objectContaining({ failure: expect.objectContaining({ code }) as unknown });

/** The tests that every object store passes; `makeStore` gives one that it may fill. */
export function objectStoreContract(makeStore: () => Promise<ObjectStore>): void {
  let store: ObjectStore;
  let scratch: string;
  const name = (): string => artifactObject(randomBytes(32).toString('hex'), 'segment.mp4');
  const local = async (bytes: Buffer): Promise<string> => {
    const file = join(scratch, randomBytes(8).toString('hex'));
    await writeFile(file, bytes);
    return file;
  };

  beforeAll(async () => {
    store = await makeStore();
    scratch = await mkdtemp(join(tmpdir(), 'objects-contract-'));
  });
  afterAll(() => rm(scratch, { recursive: true }));

  it('gives back the bytes that were put, whole, by range and as a file', async () => {
    const [object, bytes] = [name(), randomBytes(100_000)];
    const stored = await store.put(object, await local(bytes));
    expect(stored).toEqual({ object, bytes: 100_000, sha256: sha256(bytes), created: true, identical: true });
    expect(await store.stat(object)).toEqual({ bytes: 100_000 });
    expect(bytes.equals(await buffer(await store.read(object)))).toBe(true);
    expect(await buffer(await store.read(object, { start: 10, end: 19 }))).toEqual(bytes.subarray(10, 20));
    expect(bytes.equals(await readFile(await store.materialize(object, scratch)))).toBe(true);
  });

  it('takes the local file away', async () => {
    await store.put(name(), await local(Buffer.from('a')));
    expect(await readdir(scratch)).toEqual([]);
  });

  it('keeps the first bytes and says whether the second were the same', async () => {
    const object = name();
    const first = Buffer.from('first');
    await store.put(object, await local(first));
    const again = await store.put(object, await local(first));
    expect(again).toMatchObject({ created: false, identical: true });
    const other = await store.put(object, await local(Buffer.from('other bytes')));
    expect(other).toEqual({ object, bytes: 5, sha256: sha256(first), created: false, identical: false });
    expect(await buffer(await store.read(object))).toEqual(first);
    expect(await readdir(scratch)).toEqual([]);
  });

  it('lets exactly one of many concurrent writers create an object', async () => {
    const [object, bytes] = [name(), randomBytes(200_000)];
    const files = await Promise.all(Array.from({ length: 20 }, () => local(bytes)));
    const results = await Promise.all(files.map((file) => store.put(object, file)));
    expect(results.filter((each) => each.created)).toHaveLength(1);
    expect(results.every((each) => each.identical && each.sha256 === sha256(bytes))).toBe(true);
  });

  it('says input_missing for what is not there, and null to stat', async () => {
    const object = name();
    expect(await store.stat(object)).toBeNull();
    await expect(store.read(object)).rejects.toEqual(failureOf('input_missing'));
    await expect(store.materialize(object, scratch)).rejects.toEqual(failureOf('input_missing'));
  });

  it('deletes, and does not mind deleting twice', async () => {
    const object = name();
    await store.put(object, await local(Buffer.from('a')));
    await store.delete(object);
    await store.delete(object);
    expect(await store.stat(object)).toBeNull();
    expect(await store.put(object, await local(Buffer.from('b')))).toMatchObject({ created: true });
  });

  it('refuses names that would lead elsewhere', async () => {
    await expect(store.stat('assets/../../etc/passwd')).rejects.toThrow(RangeError);
    await expect(store.delete('artifacts')).rejects.toThrow(RangeError);
    await expect(store.put('x', await local(Buffer.from('a')))).rejects.toThrow(RangeError);
  });

  it('streams assets in, addressed by their content, as often as they come', async () => {
    const bytes = randomBytes(3_000_000);
    const stream = (): Readable => Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
    const results = await Promise.all([1, 2, 3].map(() => store.putAsset(stream(), { maxBytes: 3_000_000 })));
    expect(results).toEqual(Array(3).fill({ sha256: sha256(bytes), bytes: 3_000_000 }));
    expect(bytes.equals(await buffer(await store.read(assetObject(sha256(bytes)))))).toBe(true);
  });

  it('stops an asset that is too large without reading it to its end', async () => {
    let sent = 0;
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536, (sent += 1)));
      },
    });
    await expect(store.putAsset(endless, { maxBytes: 1_000_000 })).rejects.toEqual(
      failureOf('fetch_too_large'),
    );
    expect(endless.destroyed).toBe(true);
    expect(sent).toBeLessThan(40);
  });

  it('ends an aborted asset with the reason of the abort', async () => {
    const stalled = new Readable({ read: () => undefined });
    stalled.push('a beginning');
    const abort = new AbortController();
    const reason = new Error('job cancelled');
    const result = store.putAsset(stalled, { maxBytes: 100, signal: abort.signal });
    abort.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(stalled.destroyed).toBe(true);
  });

  it('passes on the error of a source that fails', async () => {
    const reason = new Error('cut off');
    const failing = Readable.from(
      (function* () {
        yield Buffer.from('some');
        throw reason;
      })(),
    );
    await expect(store.putAsset(failing, { maxBytes: 100 })).rejects.toBe(reason);
    expect(await store.stat(assetObject(sha256(Buffer.from('some'))))).toBeNull();
  });

  it('is usable by its own account', async () => {
    await expect(store.check()).resolves.toBeUndefined();
  });
}
