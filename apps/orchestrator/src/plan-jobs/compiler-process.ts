import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Asked, Said } from './compiling-child';

/** How often the memory of a busy child is read. */
const LOOK_MS = 100;
/** A child that is not ready within this time can't be started now. */
const START_LIMIT_MS = 30_000;
const MAX_WORDS = 4_000;

export interface CompileLimits {
  /** Wall clock of one plan. */
  limitMs: number;
  /** Resident memory of the child. */
  memoryMiB: number;
}

/** How a child came to its end while it was asked; `stopped` = by {@link CompilerProcess.stop}. */
export type ChildEnd = 'plan_timed_out' | 'plan_too_large' | 'plan_crashed' | 'stopped';

/**
 * One child that compiles plans. It has a session and an environment of its own and no shell, and the kernel kills it
 * when this process dies (`setpriv --pdeathsig`), also while it is busy. An address-space limit would not do instead of
 * reading its memory: Node reserves more than it uses for WebAssembly, and a worker thread's limits miss what Skia takes.
 */
export class CompilerProcess {
  /** Plans that it was asked for. */
  asked = 0;
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;
  private reason: ChildEnd | null = null;
  private words = '';

  constructor(file: string) {
    this.child = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', process.execPath, file, String(process.pid)],
      // Its own group: a signal to the group of this process would end it before the drain is done.
      {
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        detached: true,
      },
    );
    this.child.stderr!.setEncoding('utf8').on('data', (piece: string) => {
      this.words = (this.words + piece).slice(-MAX_WORDS);
    });
    this.gone = new Promise((resolve) => {
      this.child.on('error', () => resolve());
      this.child.on('exit', () => resolve());
    });
  }

  get alive(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The end of what it wrote to standard error: the stack of a crash. */
  get lastWords(): string {
    return this.words;
  }

  /** MiB that it holds now; 0 when it is gone. */
  get residentMiB(): number {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }

  /** Resolves when it can be asked. @throws Error when it can't be started */
  async ready(): Promise<void> {
    const limit = AbortSignal.timeout(START_LIMIT_MS);
    const said = await this.next(limit);
    if (said !== null && 'ready' in said) return;
    this.kill('plan_crashed');
    throw new Error(`The compiling child could not be started. ${this.words}`.trim());
  }

  /** Asks it, one thing at a time, and kills it at a limit. */
  async ask(asked: Asked, { limitMs, memoryMiB }: CompileLimits): Promise<Said | { ended: ChildEnd }> {
    this.asked += 1;
    const limit = setTimeout(() => this.kill('plan_timed_out'), limitMs);
    const look = setInterval(() => {
      if (this.residentMiB > memoryMiB) this.kill('plan_too_large');
    }, LOOK_MS);
    try {
      const answer = this.next();
      this.child.send(asked, () => undefined);
      return (await answer) ?? { ended: this.reason ?? 'plan_crashed' };
    } finally {
      clearTimeout(limit);
      clearInterval(look);
    }
  }

  /** Ends it now, whatever it does. */
  async stop(): Promise<void> {
    this.kill('stopped');
    await Promise.race([this.gone, delay(1_000, undefined, { ref: false })]);
  }

  private kill(reason: ChildEnd): void {
    this.reason ??= reason;
    this.child.kill('SIGKILL');
  }

  /** What it says next; null when it goes, or the signal comes, before that. */
  private async next(signal?: AbortSignal): Promise<Said | null> {
    if (!this.alive) return null;
    return new Promise((resolve) => {
      const heard = (said: unknown): void => settle(said as Said);
      const nothing = (): void => settle(null);
      const settle = (said: Said | null): void => {
        this.child.off('message', heard);
        signal?.removeEventListener('abort', nothing);
        resolve(said);
      };
      this.child.once('message', heard);
      signal?.addEventListener('abort', nothing);
      void this.gone.then(nothing);
    });
  }
}
