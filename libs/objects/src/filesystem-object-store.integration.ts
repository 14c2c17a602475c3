import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, type StatsFs } from 'node:fs';
import promises, {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { artifactObject } from '@reelmill/contracts';
import { openObjectStore } from './filesystem-object-store';
import { StoreFullError } from './store-full-error';
import { objectStoreContract } from '../test/object-store-contract';

describe('the filesystem object store', () => {
  let root: string;
  let directory: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'objects-'));
    directory = join(root, 'store');
  });
  afterAll(() => rm(root, { recursive: true }));

  objectStoreContract(() => Promise.resolve(openObjectStore({ directory })));

  it('leaves no temporary file behind, whatever happened', async () => {
    const store = openObjectStore({ directory });
    await store.putAsset(Readable.from([Buffer.from('fine')]), { maxBytes: 10 });
    await expect(store.putAsset(Readable.from([Buffer.alloc(11)]), { maxBytes: 10 })).rejects.toThrow(
      'larger',
    );
    await expect(
      store.putAsset(Readable.from([Buffer.alloc(1)]), {
        maxBytes: 10,
        signal: AbortSignal.abort(new Error('gone')),
      }),
    ).rejects.toThrow('gone');
    await store.check();
    expect(await readdir(join(directory, 'incoming'))).toEqual([]);
  });

  it('sweeps what dead writers left, and nothing younger than a day', async () => {
    const incoming = join(directory, 'incoming');
    await Promise.all(['old', 'young'].map((name) => writeFile(join(incoming, name), 'x')));
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    await utimes(join(incoming, 'old'), longAgo, longAgo);
    openObjectStore({ directory });
    expect(await readdir(incoming)).toEqual(['young']);
    await rm(join(incoming, 'young'));
  });

  it('stores a copy when the file lies on another filesystem', async () => {
    const elsewhere = await mkdtemp(join('/dev/shm', 'objects-'));
    try {
      const store = openObjectStore({ directory });
      const file = join(elsewhere, 'video.mp4');
      const bytes = randomBytes(100_000);
      await writeFile(file, bytes);
      const object = artifactObject(randomBytes(32).toString('hex'), 'video.mp4');
      expect(await store.put(object, file)).toMatchObject({ created: true, bytes: 100_000 });
      expect(bytes.equals(await readFile(await store.materialize(object, elsewhere)))).toBe(true);
      expect(await readdir(elsewhere)).toEqual([]);
      expect(await readdir(join(directory, 'incoming'))).toEqual([]);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it('keeps what it holds for its owner alone', async () => {
    const closed = join(root, 'closed');
    const store = openObjectStore({ directory: closed });
    const file = join(root, 'open.mp4');
    await writeFile(file, 'bytes', { mode: 0o666 });
    await store.put(artifactObject(randomBytes(32).toString('hex'), 'video.mp4'), file);
    await store.putAsset(Readable.from([Buffer.from('bytes')]), { maxBytes: 10 });
    const entries = ['', ...(await readdir(closed, { recursive: true }))];
    const modes = await Promise.all(
      entries.map(async (name) => (await stat(join(closed, name))).mode & 0o077),
    );
    expect(modes).toEqual(Array(entries.length).fill(0));
    expect(entries.length).toBeGreaterThan(6);
  });

  describe('on a file system that is nearly full', () => {
    const GIB = 1024 ** 3;
    const nearly = (freeBytes: number): void => {
      const figures = { bsize: 1, bavail: freeBytes, blocks: 10 * GIB } as StatsFs;
      jest.spyOn(promises, 'statfs').mockResolvedValue(figures);
    };
    const endless = (): Readable => new Readable({ read: (size) => void source.push(Buffer.alloc(size)) });
    let source: Readable;
    beforeEach(() => {
      source = endless();
    });
    afterEach(() => jest.restoreAllMocks());

    it('takes nothing in, and leaves the file to whoever has it', async () => {
      nearly(2 * GIB - 1);
      const store = openObjectStore({ directory });
      const file = join(root, 'kept.mp4');
      await writeFile(file, 'bytes');
      const object = artifactObject(randomBytes(32).toString('hex'), 'video.mp4');
      await expect(store.put(object, file)).rejects.toBeInstanceOf(StoreFullError);
      expect(await readFile(file, 'utf8')).toBe('bytes');
      await expect(store.putAsset(source, { maxBytes: 10 })).rejects.toBeInstanceOf(StoreFullError);
      expect(source.destroyed).toBe(true);
      expect(await readdir(join(directory, 'incoming'))).toEqual([]);
    });

    it('takes nothing in that is announced as larger than what may be used', async () => {
      nearly(3 * GIB);
      const store = openObjectStore({ directory });
      const announced = { maxBytes: 2 * GIB, bytes: GIB + 1 };
      await expect(store.putAsset(source, announced)).rejects.toBeInstanceOf(StoreFullError);
      await store.putAsset(Readable.from([Buffer.from('fine')]), { ...announced, bytes: GIB });
    });

    it('stops taking in what turns out to be too large', async () => {
      nearly(2 * GIB);
      const store = openObjectStore({ directory });
      const taken = store.putAsset(source, { maxBytes: 100 * GIB });
      await once(source, 'data');
      nearly(2 * GIB - 1);
      await expect(taken).rejects.toBeInstanceOf(StoreFullError);
      expect(await readdir(join(directory, 'incoming'))).toEqual([]);
    });
  });

  it('calls a full disk by the same name', async () => {
    const store = openObjectStore({ directory });
    const failing = Readable.from(
      (function* () {
        yield Buffer.from('some');
        throw Object.assign(new Error('write'), { code: 'ENOSPC' });
      })(),
    );
    await expect(store.putAsset(failing, { maxBytes: 10 })).rejects.toMatchObject({
      failure: { code: 'store_full', retryable: true },
    });
  });

  it('does not take a symlink in', async () => {
    const store = openObjectStore({ directory });
    const file = join(root, 'link');
    await symlink('/etc/hostname', file);
    const object = artifactObject(randomBytes(32).toString('hex'), 'video.mp4');
    await expect(store.put(object, file)).rejects.toThrow('ELOOP');
    expect(await store.stat(object)).toBeNull();
  });

  it('shows by its check that its folder is gone', async () => {
    const lost = join(root, 'lost');
    const store = openObjectStore({ directory: lost });
    await rm(lost, { recursive: true });
    await expect(store.check()).rejects.toThrow('ENOENT');
    expect(existsSync(lost)).toBe(false);
  });

  it('refuses to open where no folder can be', async () => {
    const file = join(root, 'a-file');
    await writeFile(file, '');
    expect(() => openObjectStore({ directory: file })).toThrow();
    await mkdir(join(root, 'fine'));
    expect(() => openObjectStore({ directory: join(root, 'fine') })).not.toThrow();
  });
});
