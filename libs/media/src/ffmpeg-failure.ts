import { TaskError } from '@reelmill/contracts';

const TAIL_LINES = 20;
const ABSOLUTE_PATH = /(?:file:)?(?:\/[^/\s:'"]+)+\/([^/\s:'"]+)/g;

/** The last lines of ffmpeg's messages with every local path cut down to its file name. */
export function stderrTail(stderr: string): string {
  return stderr
    .trimEnd()
    .split(/\r?\n/)
    .slice(-TAIL_LINES)
    .join('\n')
    .replace(ABSOLUTE_PATH, '$1')
    .slice(-8000);
}

/**
 * Why ffmpeg ended without a result, as a failure. Worth another attempt is what another moment or another worker
 * can cure: a program that isn't there, a full disk, no memory, a kill from outside.
 */
export function ffmpegFailure(error: Error, stderr: string): TaskError {
  const cause = stderrTail(stderr) || error.message.replace(ABSOLUTE_PATH, '$1');
  const failed = (message: string, retryable: boolean) =>
    new TaskError('render_failed', message, { retryable, cause });
  if ('code' in error || /exited with code 12[67]/.test(error.message)) {
    return new TaskError(
      'internal',
      'ffmpeg could not be started on this worker; check that it is installed.',
      {
        retryable: true,
        cause,
      },
    );
  }
  if (/No space left on device/i.test(stderr)) return failed('The disk of the worker is full.', true);
  if (/Cannot allocate memory/i.test(stderr)) return failed('The worker ran out of memory.', true);
  if (/killed with signal/.test(error.message)) {
    return failed('ffmpeg was killed, most likely because the worker ran out of memory.', true);
  }
  return failed(
    'ffmpeg could not make the bytes from these media; check that each of them plays to its end.',
    false,
  );
}
