import { readFileSync, readdirSync } from 'node:fs';

export interface Process {
  pid: number;
  /** Of the kernel: R, S, T (stopped), Z (a zombie counts as ended). */
  state: string;
  parent: number;
  name: string;
  command: string;
}

/** Living processes of this machine, all or those of that name. */
export function livingProcesses(name?: string): Process[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => read(Number(entry), name))
    .filter(({ state }) => state !== 'Z');
}

/** The ffmpeg processes that work in a folder. */
export const ffmpegsIn = (folder: string): Process[] =>
  livingProcesses('ffmpeg').filter(({ command }) => command.includes(folder));

function read(pid: number, wanted?: string): Process[] {
  try {
    const [, name, state, parent] =
      /^\d+ \((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    if (wanted !== undefined && name !== wanted) return [];
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid, name: name!, state: state!, parent: Number(parent), command }];
  } catch {
    return [];
  }
}

/** An ffmpeg process that was seen, with the task whose folder it worked in. */
export interface Sighting {
  pid: number;
  task: string;
  firstAt: number;
  lastAt: number;
}

const LOOK_MS = 500;

/** Looks at the process table again and again. */
export class FfmpegWatch {
  readonly sightings = new Map<number, Sighting>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly folder: string) {}

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private look(): void {
    const at = Date.now();
    for (const { pid, command } of ffmpegsIn(this.folder)) {
      const task = taskOf(command, this.folder);
      if (task === null) continue;
      const known = this.sightings.get(pid);
      if (known?.task === task) known.lastAt = at;
      else this.sightings.set(pid, { pid, task, firstAt: at, lastAt: at });
    }
  }
}

/** Scratch folders are `<folder>/<service>/<boot>/<task>`: the second id in the path. */
export function taskOf(command: string, folder: string): string | null {
  const from = command.slice(command.indexOf(folder)).split(' ')[0] ?? '';
  const ids = from.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];
  return ids[1] ?? null;
}
