import type { ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { TaskError } from '@reelmill/contracts';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { ffmpegFailure } from './ffmpeg-failure';
import { ProgressReader, type FfmpegProgress } from './ffmpeg-progress';
import { FFMPEG_LAUNCHER } from './launch/launchers';
import { MEDIA_FORMATS } from './media-formats';
import { endProcessGroup } from './process-group';
import { DECODER_LIMITS } from './probe-limits';

/** A file (`path`) or a lavfi description that is ours (`source`), with the options that stand before its `-i`. */
export interface FfmpegInput {
  path?: string;
  source?: string;
  options: string[];
}

export interface FfmpegRun {
  /** Files are opened with {@link MEDIA_FORMATS} only, unless the options name another `-format_whitelist`. */
  inputs: FfmpegInput[];
  /** A complex filter graph of any length. */
  filterGraph?: string;
  outputOptions: string[];
  /** Absolute path; the graph is kept beside it while ffmpeg runs. */
  output: string;
  /** Its abort ends ffmpeg within two seconds; the run then throws the signal's reason. */
  signal: AbortSignal;
  /** Wall clock limit in milliseconds. */
  limitMs: number;
  /** How long ffmpeg may make nothing, in milliseconds; default 60 s. */
  stallMs?: number;
  /** Frames of the whole output, for `onProgress`. */
  totalFrames?: number;
  /** Instead, for an output without pictures: its duration in microseconds. */
  totalUs?: number;
  /** 0..1, about twice a second; needs one of the totals. */
  onProgress?: (fraction: number) => void;
}

const DEFAULT_STALL_MS = 60_000;

/**
 * Which instructions ffmpeg may use. Left to itself it takes AVX where there is some, and then resamples sound, decodes
 * MP3 and scales in `zoompan` to slightly other numbers. With these, which every x86-64 server has, bytes are the same
 * everywhere; it costs up to a tenth of the time. x264 chooses for itself and has `cpu-independent`.
 */
const CPU = process.arch === 'x64' ? ['-cpuflags', 'mmx+mmxext+sse+sse2+sse3+ssse3+sse4.1+sse4.2'] : [];

/**
 * Runs ffmpeg on one thread until its output is complete.
 * @throws TaskError `timed_out` or `render_failed`, `internal` when there is no ffmpeg, or the signal's reason.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<void> {
  run.signal.throwIfAborted();
  const graphFile = `${run.output}.filtergraph`;
  if (run.filterGraph !== undefined) await writeFile(graphFile, run.filterGraph);
  try {
    await supervise(commandOf(run, graphFile), run);
  } finally {
    await rm(graphFile, { force: true });
  }
}

function commandOf(run: FfmpegRun, graphFile: string): FfmpegCommand {
  const command = ffmpeg();
  command.setFfmpegPath(FFMPEG_LAUNCHER);
  for (const input of run.inputs) {
    command.input(input.path === undefined ? (input.source ?? '') : `file:${input.path}`);
    // Spread: a list as one argument would be split at spaces.
    command.inputOptions(...inputOptions(input));
  }
  return command
    .output(run.output)
    .outputOptions(
      ...[
        '-hide_banner',
        '-nostdin',
        '-loglevel',
        'warning',
        '-nostats',
        '-progress',
        'pipe:1',
        '-y',
        ...CPU,
      ],
      ...['-filter_threads', '1', '-filter_complex_threads', '1'],
      ...(run.filterGraph === undefined ? [] : ['-filter_complex_script', graphFile]),
      ...run.outputOptions,
      ...['-threads', '1'],
    );
}

function inputOptions(input: FfmpegInput): string[] {
  if (input.path === undefined) return ['-f', 'lavfi', ...input.options];
  const formats = input.options.includes('-format_whitelist') ? [] : ['-format_whitelist', MEDIA_FORMATS];
  return [
    '-protocol_whitelist',
    'file,pipe',
    ...formats,
    '-threads',
    '1',
    ...DECODER_LIMITS,
    ...input.options,
  ];
}

function supervise(command: FfmpegCommand, run: FfmpegRun): Promise<void> {
  return new Promise((resolve, reject) => {
    const watch = new RunWatch(run);
    command
      // fluent-ffmpeg's own progress event would first run an unguarded ffprobe on the input.
      .on('start', () => watch.started((command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc))
      .on('end', () => {
        watch.ended();
        resolve();
      })
      .on('error', (error, _stdout, stderr) => {
        watch.ended();
        reject((watch.stoppedBy as Error | undefined) ?? ffmpegFailure(error, stderr ?? ''));
      })
      .run();
  });
}

/** Ends ffmpeg when the signal says so or a limit is over, and passes its progress on. */
class RunWatch {
  /** Why ffmpeg was told to end. */
  stoppedBy: unknown;
  private leader: number | undefined;
  private leaderGone = () => {};
  private last: FfmpegProgress = { frames: 0, outTimeUs: 0, bytes: 0 };
  private readonly limit: NodeJS.Timeout;
  private readonly stall: NodeJS.Timeout;
  private readonly onAbort = () => this.stop(this.run.signal.reason);

  constructor(private readonly run: FfmpegRun) {
    const stallMs = run.stallMs ?? DEFAULT_STALL_MS;
    this.limit = setTimeout(() => this.stop(timedOut('ran longer than', run.limitMs)), run.limitMs);
    this.stall = setTimeout(() => this.stop(timedOut('made nothing for', stallMs)), stallMs);
    if (run.signal.aborted) this.onAbort();
    else run.signal.addEventListener('abort', this.onAbort);
  }

  started(child: ChildProcess): void {
    this.leader = child.pid;
    const reader = new ProgressReader();
    child.stdout
      ?.setEncoding('utf8')
      .on('data', (piece: string) => reader.read(piece).forEach((each) => this.report(each)));
    if (this.stoppedBy !== undefined) this.end();
  }

  ended(): void {
    this.leaderGone();
    clearTimeout(this.limit);
    clearTimeout(this.stall);
    this.run.signal.removeEventListener('abort', this.onAbort);
  }

  private report(now: FfmpegProgress): void {
    const { frames, outTimeUs, bytes } = this.last;
    if (now.frames !== frames || now.outTimeUs !== outTimeUs || now.bytes !== bytes) this.stall.refresh();
    this.last = now;
    const { totalFrames, totalUs, onProgress } = this.run;
    if (totalFrames) onProgress?.(Math.min(1, now.frames / totalFrames));
    else if (totalUs) onProgress?.(Math.min(1, Math.max(0, now.outTimeUs) / totalUs));
  }

  private stop(reason: unknown): void {
    if (this.stoppedBy !== undefined) return;
    this.stoppedBy = reason;
    this.end();
  }

  private end(): void {
    if (this.leader !== undefined) this.leaderGone = endProcessGroup(this.leader);
  }
}

function timedOut(what: string, limitMs: number): TaskError {
  const message = `ffmpeg ${what} ${Math.round(limitMs / 1000)} s and was stopped.`;
  return new TaskError('timed_out', message, { retryable: true });
}
