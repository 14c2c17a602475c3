import { open, stat } from 'node:fs/promises';
import { TaskError, type Probe } from '@reelmill/contracts';
import { z } from 'zod';
import { MEDIA_FORMATS } from './media-formats';
import { brokenFile, isCutOff, isHalfPicture, isShort, truncated, unreadable } from './probe-damage';
import { checkLimits, checkRefusedSize, DECODER_LIMITS } from './probe-limits';
import { PACKET_ENTRIES, PacketReader, type PacketSummary } from './probe-packets';
import { audioStreams, pictureStream, ProbeReport, REPORT_ENTRIES, toProbe } from './probe-report';
import { runTool, type ToolEnd } from './run-tool';
import { workerFault } from './worker-fault';

const LIMIT_MS = 240_000;
const MAX_REPORT_CHARS = 4_000_000;
/** Media up to this length are read whole, of longer ones only the end. */
const READ_WHOLE_US = 60_000_000;
const TAIL_US = 5_000_000;

const OPENING = [
  ...['-v', 'warning', '-protocol_whitelist', 'file,pipe', '-format_whitelist', MEDIA_FORMATS],
  ...['-threads', '1', ...DECODER_LIMITS],
];

const Frames = z.object({
  frames: z.array(
    z.object({ side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]) }),
  ),
});

/**
 * Says what a media file is. Headers are judged before anything is decoded; stills are then decoded once, of videos
 * and sound the packets at the end are read.
 * @throws TaskError `media_unreadable`, `media_truncated`, `media_too_large`, `timed_out`, `internal` when it is the
 * worker that cannot read; or the signal's reason.
 */
export async function probeMedia(file: string, { signal }: { signal: AbortSignal }): Promise<Probe> {
  return new FileProbe(file, signal).probe();
}

class FileProbe {
  private readonly deadline = Date.now() + LIMIT_MS;

  constructor(
    private readonly file: string,
    private readonly signal: AbortSignal,
  ) {}

  async probe(): Promise<Probe> {
    if ((await stat(this.file)).size === 0)
      throw new TaskError('media_unreadable', 'The file is empty; upload it again.');
    const { report, messages } = await this.readReport();
    const picture = pictureStream(report);
    const still = picture !== undefined && /_pipe$/.test(report.format.format_name);
    if (picture !== undefined && (picture.width < 1 || picture.height < 1))
      throw brokenFile(messages, await this.head());
    const promisedUs = promisedDurationUs(report);
    checkLimits({ kind: still ? 'image' : 'video', picture: picture ?? null, durationUs: promisedUs });
    return still ? this.probeStill(report) : this.probeTimed(report, isGuess(messages) ? null : promisedUs);
  }

  private async readReport(): Promise<{ report: ProbeReport; messages: string }> {
    const { json, messages } = await this.ffprobeJson(['-show_entries', REPORT_ENTRIES]);
    checkRefusedSize(messages);
    const parsed = ProbeReport.safeParse(json);
    if (!parsed.success) throw brokenFile(messages, await this.head());
    const report = parsed.data;
    if (pictureStream(report) === undefined && audioStreams(report).length === 0) {
      throw new TaskError('media_unreadable', 'The file has neither a picture nor sound that can be read.');
    }
    return { report, messages };
  }

  /** Decodes the one picture. */
  private async probeStill(report: ProbeReport): Promise<Probe> {
    const entries = ['-show_entries', 'frame=pix_fmt,side_data_list:frame_side_data=rotation'];
    const { json, messages } = await this.ffprobeJson(['-read_intervals', '%+#1', ...entries]);
    const frame = Frames.safeParse(json).data?.frames[0];
    if (frame === undefined) throw brokenFile(messages, await this.head());
    if (isHalfPicture(messages)) throw truncated(messages);
    const frameRotation = frame.side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation;
    return this.checked(toProbe(report, { still: true, durationUs: null, frameRotation }));
  }

  /** Reads packets: all of them when the container promises no duration, else those at the end. */
  private async probeTimed(report: ProbeReport, promisedUs: number | null): Promise<Probe> {
    const startUs = Math.round((report.format.start_time ?? 0) * 1e6);
    const long = promisedUs !== null && promisedUs > READ_WHOLE_US;
    let read = await this.readPackets(report, long ? startUs + promisedUs - TAIL_US : null);
    if (long && isShort(promisedUs, read.endUs - startUs)) {
      // Some containers cannot be sought; only reading it all proves that something is missing.
      read = await this.readPackets(report, null);
    }
    const endUs = read.endUs - Math.min(startUs, read.startUs);
    const { format_name: format } = report.format;
    if (read.packets === 0) throw brokenFile(read.messages, await this.head());
    if (isCutOff({ format, messages: read.messages, promisedUs, endUs })) throw truncated(read.messages);
    if (read.packets === 1 && /^(gif|apng)$/.test(format)) return this.probeStill(report);
    return this.checked(toProbe(report, { still: false, durationUs: promisedUs ?? endUs }));
  }

  private async readPackets(
    report: ProbeReport,
    fromUs: number | null,
  ): Promise<PacketSummary & { messages: string }> {
    const covers = report.streams
      .filter(({ disposition }) => disposition.attached_pic)
      .map(({ index }) => index);
    const reader = new PacketReader(new Set(covers));
    const from = fromUs === null ? [] : ['-read_intervals', `${(fromUs / 1e6).toFixed(3)}%`];
    const args = ['-fflags', '+discardcorrupt', ...from, '-show_entries', PACKET_ENTRIES, '-of', 'compact'];
    const { messages } = await this.ffprobe(args, reader.read);
    return { ...reader.summary, messages };
  }

  private checked(probe: Probe): Probe {
    checkLimits(probe);
    return probe;
  }

  private async ffprobeJson(options: string[]): Promise<{ json: unknown; messages: string }> {
    let text = '';
    const end = await this.ffprobe([...options, '-of', 'json'], (line) => {
      text += line;
      if (text.length > MAX_REPORT_CHARS) throw unreadable('The report on the file is too long.');
    });
    return { json: end.exitCode === 0 ? JSON.parse(text) : undefined, messages: end.messages };
  }

  private async ffprobe(options: string[], onLine: (line: string) => void): Promise<ToolEnd> {
    const limitMs = Math.max(1, this.deadline - Date.now());
    const args = [...OPENING, ...options, `file:${this.file}`];
    const end = await runTool('ffprobe', args, { signal: this.signal, limitMs, onLine });
    const fault = await workerFault(this.file, end, { signal: this.signal });
    if (fault !== null) throw fault;
    return end;
  }

  /** The first 12 bytes. */
  private async head(): Promise<Buffer> {
    const handle = await open(this.file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(12), 0, 12, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}

const promisedDurationUs = ({ format }: ProbeReport): number | null =>
  format.duration === undefined || format.duration <= 0 ? null : Math.round(format.duration * 1e6);

/** Without a duration in the file ffprobe guesses one from its size. */
const isGuess = (messages: string): boolean => messages.includes('Estimating duration from bitrate');
