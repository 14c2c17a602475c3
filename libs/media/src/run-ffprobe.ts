import { TaskError } from '@reelmill/contracts';
import { stderrTail } from './ffmpeg-failure';
import { MEDIA_FORMATS } from './media-formats';
import { DECODER_LIMITS } from './probe-limits';
import { runTool } from './run-tool';
import { workerFault } from './worker-fault';

const LIMIT_MS = 120_000;

/**
 * What ffprobe prints about a media file with these options (`-show_streams` …), parsed from JSON.
 * @throws TaskError `media_unreadable`, `timed_out` after two minutes, `internal` when it is not installed or the
 * worker cannot read the file, or the signal's reason.
 */
export async function runFfprobe(
  file: string,
  options: readonly string[],
  { signal }: { signal: AbortSignal },
): Promise<unknown> {
  const fixed = ['-v', 'error', '-protocol_whitelist', 'file,pipe', '-format_whitelist', MEDIA_FORMATS];
  const lines: string[] = [];
  const end = await runTool(
    'ffprobe',
    [...fixed, '-threads', '1', ...DECODER_LIMITS, ...options, '-of', 'json', `file:${file}`],
    { signal, limitMs: LIMIT_MS, onLine: (line) => lines.push(line) },
  );
  if (end.exitCode === 0) return JSON.parse(lines.join('\n'));
  const fault = await workerFault(file, end, { signal });
  if (fault !== null) throw fault;
  const message = 'The file is no image, video or audio that can be read; try to open it in a player.';
  throw new TaskError('media_unreadable', message, { cause: stderrTail(end.messages) });
}
