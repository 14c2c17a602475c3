import { statfs } from 'node:fs/promises';
import { heldFor } from './held-for';

/** Of the object store, or of the scratch folders. */
export type Volume = 'objects' | 'scratch';

export interface DiskSpace {
  volume: Volume;
  /** Bytes. */
  free: number;
  /** Bytes. */
  size: number;
}

/** Between two looks at a file system: both gauges of a scrape get one answer. */
const HELD_MS = 1_000;
/** A network file system whose server is away answers after minutes; the other metrics do not wait for it. */
const LIMIT_MS = 2_000;

const looks = new Map<Volume, () => Promise<DiskSpace | null>>();

/** From now on the space of the folder's file system is shown; while the folder is absent or does not answer, it is not. */
export function watchDisk(volume: Volume, directory: string): void {
  let looking = false;
  const look = async (): Promise<DiskSpace | null> => {
    // Each look that hangs holds one of the four threads that all file access shares: there is one at most.
    if (looking) return null;
    looking = true;
    try {
      const { bavail, blocks, bsize } = await statfs(directory);
      return { volume, free: bavail * bsize, size: blocks * bsize };
    } catch {
      return null;
    } finally {
      looking = false;
    }
  };
  looks.set(
    volume,
    heldFor(HELD_MS, () => within(LIMIT_MS, look())),
  );
}

/** Of all folders that are watched and answer. */
export async function diskSpaces(): Promise<DiskSpace[]> {
  const spaces = await Promise.all([...looks.values()].map((look) => look()));
  return spaces.filter((space) => space !== null);
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, limitMs, null)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
