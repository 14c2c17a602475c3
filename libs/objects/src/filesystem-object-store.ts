import { randomUUID } from 'node:crypto';
import {
  constants,
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { type FileHandle, link, mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TaskError, assetObject } from '@reelmill/contracts';
import { FreeSpace, measureSpace } from './free-space';
import { MeasuredStream } from './measured-stream';
import { objectPath } from './object-path';
import type { ObjectStore, StoredObject } from './object-store';
import { SpaceGuard } from './space-guard';
import { StoreFullError } from './store-full-error';

const DAY_MS = 24 * 60 * 60_000;
const OWNER_FOLDER = 0o700;
const OWNER_FILE = 0o600;

/**
 * Opens a store in a folder, made when absent, that all services share: one filesystem that has hard links (NFS
 * has, FAT has not), and one user: what is made in it is for that user alone. Removes what writers that died more than a day ago left. Throws when the folder can't be made.
 */
export function openObjectStore(options: { directory: string }): ObjectStore {
  const incoming = join(options.directory, 'incoming');
  mkdirSync(incoming, { recursive: true, mode: OWNER_FOLDER });
  removeStale(incoming);
  return new FilesystemObjectStore(options.directory, incoming);
}

/** A file that is being written has a young mtime, however long it takes. */
function removeStale(incoming: string): void {
  for (const name of readdirSync(incoming)) {
    const file = join(incoming, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > DAY_MS) rmSync(file, { force: true });
  }
}

class FilesystemObjectStore implements ObjectStore {
  private readonly space: FreeSpace;

  constructor(
    private readonly directory: string,
    private readonly incoming: string,
  ) {
    this.space = new FreeSpace(() => measureSpace(directory));
  }

  async put(name: string, file: string): Promise<StoredObject> {
    const target = this.pathOf(name);
    await this.space.ask();
    const offered = await sealFile(file);
    const created =
      (await this.linkIfAbsent(file, target)) ?? (await this.copyIfAbsent(file, target, offered.bytes));
    await rm(file);
    if (created) return { object: name, ...offered, created, identical: true };
    const held = await measureFile(target);
    return { object: name, ...held, created, identical: held.sha256 === offered.sha256 };
  }

  async stat(name: string): Promise<{ bytes: number } | null> {
    try {
      return { bytes: (await stat(this.pathOf(name))).size };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  async materialize(name: string, _scratch: string): Promise<string> {
    if (!(await this.stat(name))) throw missing(name);
    return this.pathOf(name);
  }

  async read(name: string, range?: { start: number; end: number }): Promise<Readable> {
    let handle: FileHandle;
    try {
      handle = await open(this.pathOf(name), 'r');
    } catch (error) {
      throw hasCode(error, 'ENOENT') ? missing(name) : error;
    }
    return handle.createReadStream(range);
  }

  async putAsset(
    source: Readable,
    options: { maxBytes: number; bytes?: number | null; signal?: AbortSignal },
  ): Promise<{ sha256: string; bytes: number }> {
    const temporary = this.temporaryPath();
    const measured = new MeasuredStream(options.maxBytes);
    try {
      await this.space.ask(options.bytes ?? 0);
      await writeDurably([source, measured, new SpaceGuard(this.space)], temporary, options.signal);
      const sha256 = measured.sha256();
      await this.linkIfAbsent(temporary, this.pathOf(assetObject(sha256)));
      return { sha256, bytes: measured.bytes };
    } catch (error) {
      source.destroy();
      options.signal?.throwIfAborted();
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async delete(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  /** Also shows a filesystem without hard links, which could not create atomically. */
  async check(): Promise<void> {
    const [first, second] = [this.temporaryPath(), this.temporaryPath()];
    try {
      await writeFile(first, 'reelmill', { flush: true, mode: OWNER_FILE });
      await link(first, second);
    } finally {
      await Promise.all([rm(first, { force: true }), rm(second, { force: true })]);
    }
  }

  private pathOf(name: string): string {
    return join(this.directory, objectPath(name));
  }

  private temporaryPath(): string {
    return join(this.incoming, randomUUID());
  }

  /** Whether the object was created, durably; null when the file lies on another filesystem. */
  private async linkIfAbsent(file: string, target: string): Promise<boolean | null> {
    const folder = dirname(target);
    if (await mkdir(folder, { recursive: true, mode: OWNER_FOLDER })) {
      await syncFolder(dirname(folder));
      await syncFolder(this.directory);
    }
    try {
      await link(file, target);
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      if (hasCode(error, 'EXDEV')) return null;
      throw error;
    }
    await syncFolder(folder);
    return true;
  }

  private async copyIfAbsent(file: string, target: string, bytes: number): Promise<boolean> {
    await this.space.ask(bytes);
    const temporary = this.temporaryPath();
    try {
      await writeDurably([createReadStream(file)], temporary);
      return (await this.linkIfAbsent(temporary, target)) === true;
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** Ends only when the file is closed: a stream that is destroyed while it opens would create its file after that. */
async function writeDurably(
  stages: readonly [Readable, ...Transform[]],
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const sink = createWriteStream(file, { flags: 'wx', flush: true, mode: OWNER_FILE });
  const closed = new Promise<void>((resolve) => sink.once('close', resolve));
  try {
    await pipeline([...stages, sink], { signal });
  } catch (error) {
    throw hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT') ? new StoreFullError(String(error)) : error;
  } finally {
    await closed;
  }
}

/** Brings a finished file to the disk, for its owner alone, and measures it. Not through a symlink: its link would outlive its target. */
async function sealFile(file: string): Promise<{ bytes: number; sha256: string }> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await handle.chmod(OWNER_FILE);
    await handle.sync();
    return await measureStream(handle.createReadStream({ autoClose: false }));
  } finally {
    await handle.close();
  }
}

const measureFile = (file: string): Promise<{ bytes: number; sha256: string }> =>
  measureStream(createReadStream(file));

async function measureStream(source: Readable): Promise<{ bytes: number; sha256: string }> {
  const measured = new MeasuredStream();
  await pipeline(source, measured.resume());
  return { bytes: measured.bytes, sha256: measured.sha256() };
}

/** A new name in a folder survives a power cut only after an fsync of the folder. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const missing = (name: string): TaskError =>
  new TaskError(
    'input_missing',
    `The object ${name} is not in the object store; it has to be made or uploaded again.`,
  );

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
