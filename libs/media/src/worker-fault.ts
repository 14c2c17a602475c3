import { createReadStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { TaskError } from '@reelmill/contracts';
import { stderrTail } from './ffmpeg-failure';
import type { ToolEnd } from './run-tool';

const FAULTS = [
  { sign: /: No such file or directory$/m, message: 'The file is no longer there; try again.' },
  { sign: /Cannot allocate memory/, message: 'The worker ran out of memory.' },
  { sign: /Too many open files/, message: 'The worker has too many files open.' },
  { sign: /No space left on device/, message: 'The disk of the worker is full.' },
];
/** Also what several demuxers say of a file that is cut off. */
const READ_ERROR = /: Input\/output error$/m;

/**
 * Why ffprobe failed if that is not the file's doing: a retryable TaskError `internal`, null otherwise. A read error
 * counts when the file cannot be read to its end here either. Throws the signal's reason.
 */
export async function workerFault(
  file: string,
  { exitCode, messages }: ToolEnd,
  { signal }: { signal: AbortSignal },
): Promise<TaskError | null> {
  if (exitCode === 0) return null;
  const fault = FAULTS.find(({ sign }) => sign.test(messages));
  const broken = !fault && READ_ERROR.test(messages) && !(await canBeRead(file, signal));
  signal.throwIfAborted();
  if (!fault && !broken) return null;
  const message = fault?.message ?? 'The disk of the worker cannot be read.';
  return new TaskError('internal', message, { retryable: true, cause: stderrTail(messages) });
}

async function canBeRead(file: string, signal: AbortSignal): Promise<boolean> {
  try {
    await finished(createReadStream(file, { signal }).resume());
    return true;
  } catch {
    return false;
  }
}
