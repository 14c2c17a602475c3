import { statfs } from 'node:fs/promises';
import { StoreFullError } from './store-full-error';

const GIBIBYTE = 1024 ** 3;
export const LEAST_BYTES = 2 * GIBIBYTE;
export const LEAST_SHARE = 0.05;
/** Asked for each object and every few megabytes of it; a disk does not fill up in a second. */
const HELD_MS = 1000;

/** In bytes; what only root could still write is not free. */
export interface Space {
  free: number;
  total: number;
}

export async function measureSpace(directory: string): Promise<Space> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { free: bavail * bsize, total: blocks * bsize };
}

/** Keeps max(2 GiB, 5 %) of a file system free: databases, brokers and logs often share it, and a full one stops them all. */
export class FreeSpace {
  private measuredAt = Number.NEGATIVE_INFINITY;
  private space: Promise<Space> | undefined;

  constructor(private readonly measure: () => Promise<Space>) {}

  /** Throws {@link StoreFullError} when less would stay free after `bytes` more. */
  async ask(bytes = 0): Promise<void> {
    const { free, total } = await this.held();
    const floor = Math.max(LEAST_BYTES, total * LEAST_SHARE);
    if (free - bytes < floor)
      throw new StoreFullError(`${gib(free)} free, ${gib(bytes)} asked for, ${gib(floor)} have to stay free`);
  }

  private held(): Promise<Space> {
    const now = performance.now();
    if (this.space === undefined || now - this.measuredAt >= HELD_MS) {
      this.measuredAt = now;
      this.space = this.measure();
    }
    return this.space;
  }
}

const gib = (bytes: number): string => `${(bytes / GIBIBYTE).toFixed(2)} GiB`;
