import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PID_FILE = 'pid';

/**
 * Scratch folders of this process: `<directory>/<boot>/<task>-<random>`. The directory may be shared by the workers of one
 * machine, not by several machines or containers: folders of processes that are gone are removed at the start.
 */
export class Scratch {
  private readonly own: string;

  constructor(
    private readonly directory: string,
    boot: string,
  ) {
    this.own = join(directory, boot);
  }

  async open(): Promise<void> {
    await mkdir(this.own, { recursive: true });
    await writeFile(join(this.own, PID_FILE), String(process.pid));
    for (const boot of await readdir(this.directory))
      await this.removeIfAbandoned(join(this.directory, boot));
  }

  /**
   * Runs `work` with an empty folder that is removed afterwards. No other run gets the same one, nor another run of the
   * same task: a handler that was given up may still write to its own.
   */
  async with<T>(task: string, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(this.own, `${task}-`));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    await rm(this.own, { recursive: true, force: true });
  }

  private async removeIfAbandoned(folder: string): Promise<void> {
    // A folder without a pid is not ours, or is being made at this moment.
    const pid = Number(await readFile(join(folder, PID_FILE), 'utf8').catch(() => 'none'));
    if (Number.isInteger(pid) && pid > 0 && !this.isHeld(folder, pid))
      await rm(folder, { recursive: true, force: true });
  }

  /** Another folder with the number of this process is of one before it: in a container each start has the same. */
  private isHeld(folder: string, pid: number): boolean {
    return folder === this.own || (pid !== process.pid && lives(pid));
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
