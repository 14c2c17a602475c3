import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { TaskError } from '@reelmill/contracts';
import { LAUNCHER } from './launch/launchers';
import { endProcessGroup } from './process-group';

export interface ToolRun {
  /** Its abort ends the tool within two seconds; the run then throws the signal's reason. */
  signal: AbortSignal;
  /** Wall clock limit in milliseconds. */
  limitMs: number;
  /** Gets the standard output line by line; nothing of it is kept. A throw ends the tool and fails the run. */
  onLine?: (line: string) => void;
}

/** How a tool ended by itself; `messages` is the end of what it wrote to standard error, at most 64 KiB. */
export interface ToolEnd {
  exitCode: number;
  messages: string;
}

const MAX_MESSAGES = 65_536;

/**
 * Runs an installed program with these arguments, without a shell's reading of them, in its own process group and
 * with a minimal environment; it dies with this process. An exit code other than 0 is not an error here.
 * @throws TaskError `timed_out`, `internal` when it is not installed or was killed; or the signal's reason.
 */
export async function runTool(program: string, args: readonly string[], run: ToolRun): Promise<ToolEnd> {
  run.signal.throwIfAborted();
  const child = spawn(LAUNCHER, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stoppedBy: unknown;
  let leaderGone = () => {};
  const stop = (reason: unknown) => {
    if (stoppedBy !== undefined) return;
    stoppedBy = reason;
    if (child.pid !== undefined) leaderGone = endProcessGroup(child.pid);
  };
  const onAbort = () => stop(run.signal.reason);
  run.signal.addEventListener('abort', onAbort);
  const limit = setTimeout(() => stop(tooSlow(program, run.limitMs)), run.limitMs);
  let messages = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    messages = (messages + piece).slice(-MAX_MESSAGES);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    try {
      run.onLine?.(line);
    } catch (error) {
      stop(error);
    }
  });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (stoppedBy !== undefined) throw stoppedBy as Error;
    if (exitCode === null || exitCode === 126 || exitCode === 127) throw unusable(program, exitCode);
    return { exitCode, messages };
  } finally {
    leaderGone();
    clearTimeout(limit);
    run.signal.removeEventListener('abort', onAbort);
  }
}

function tooSlow(program: string, limitMs: number): TaskError {
  const message = `${program} ran longer than ${Math.round(limitMs / 1000)} s and was stopped.`;
  return new TaskError('timed_out', message, { retryable: true });
}

function unusable(program: string, exitCode: number | null): TaskError {
  const message =
    exitCode === null
      ? `${program} was killed, most likely because the worker ran out of memory.`
      : `${program} could not be started on this worker; check that it is installed.`;
  return new TaskError('internal', message, { retryable: true });
}
