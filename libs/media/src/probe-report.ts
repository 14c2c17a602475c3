import type { Probe, Rational } from '@reelmill/contracts';
import { z } from 'zod';

const Figure = z.coerce.number().optional().catch(undefined);

const Stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().default('unknown'),
  width: z.number().default(0),
  height: z.number().default(0),
  pix_fmt: z.string().default(''),
  sample_aspect_ratio: z.string().optional(),
  avg_frame_rate: z.string().default('0/0'),
  r_frame_rate: z.string().default('0/0'),
  /** Seconds. */
  duration: Figure,
  channels: z.number().default(0),
  sample_rate: Figure,
  disposition: z.object({ attached_pic: z.number().default(0) }).default({ attached_pic: 0 }),
  tags: z.object({ DURATION: z.string().optional(), alpha_mode: z.string().optional() }).default({}),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});
type Stream = z.infer<typeof Stream>;

/** What `ffprobe -of json -show_entries` {@link REPORT_ENTRIES} prints. */
export const ProbeReport = z.object({
  format: z.object({ format_name: z.string(), start_time: Figure, duration: Figure }),
  streams: z.array(Stream).default([]),
});
export type ProbeReport = z.infer<typeof ProbeReport>;

export const REPORT_ENTRIES = [
  'format=format_name,start_time,duration',
  'stream=index,codec_type,codec_name,width,height,pix_fmt,sample_aspect_ratio,avg_frame_rate,r_frame_rate,duration,channels,sample_rate',
  'stream_disposition=attached_pic',
  'stream_tags=DURATION,alpha_mode',
  'stream_side_data=rotation',
].join(':');

/** What only reading or decoding tells. */
export interface Measured {
  /** A still picture, by its format or because it has one frame. */
  still: boolean;
  /** Length of the medium; null for a still. */
  durationUs: number | null;
  /** Of the decoded frame, degrees counter-clockwise as ffprobe counts; EXIF orientation is only there. */
  frameRotation?: number;
}

/** The picture stream that is shown: the first that is no cover. */
export const pictureStream = ({ streams }: ProbeReport): Stream | undefined =>
  streams.find((stream) => stream.codec_type === 'video' && !stream.disposition.attached_pic);

/** The audio streams that can be heard. */
export const audioStreams = ({ streams }: ProbeReport): Stream[] =>
  streams.filter(
    ({ codec_type, channels, sample_rate }) =>
      codec_type === 'audio' && channels > 0 && (sample_rate ?? 0) > 0,
  );

/** ffprobe's report as a {@link Probe}: sizes as shown, after rotation and with square pixels. */
export function toProbe(report: ProbeReport, measured: Measured): Probe {
  const stream = pictureStream(report);
  return {
    kind: stream === undefined ? 'audio' : measured.still ? 'image' : 'video',
    format: report.format.format_name.slice(0, 100),
    durationUs: measured.durationUs,
    picture: stream === undefined ? null : toPicture(stream, measured),
    audio: audioStreams(report).map((each) => ({
      codec: each.codec_name.slice(0, 60),
      channels: Math.min(64, each.channels),
      sampleRate: Math.min(1_000_000, each.sample_rate ?? 0),
      durationUs: streamDurationUs(each),
    })),
  };
}

function toPicture(stream: Stream, { still, frameRotation }: Measured): NonNullable<Probe['picture']> {
  const counterClockwise =
    stream.side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? frameRotation ?? 0;
  const rotation = (((-Math.round(counterClockwise / 90) * 90) % 360) + 360) % 360;
  const width = Math.max(1, Math.round(stream.width * pixelAspect(stream.sample_aspect_ratio)));
  const upright = rotation % 180 === 0;
  return {
    width: upright ? width : stream.height,
    height: upright ? stream.height : width,
    rotation,
    codec: stream.codec_name.slice(0, 60),
    fps: still ? null : (toRational(stream.avg_frame_rate) ?? toRational(stream.r_frame_rate)),
    hasAlpha: hasAlpha(stream),
  };
}

function pixelAspect(text = ''): number {
  const [num = 0, den = 0] = text.split(':').map(Number);
  return num > 0 && den > 0 ? num / den : 1;
}

function toRational(text: string): Rational | null {
  const [num = 0, den = 0] = text.split('/').map(Number);
  if (!(num > 0 && den > 0)) return null;
  const divisor = greatestCommonDivisor(num, den);
  const rational = { num: num / divisor, den: den / divisor };
  return Math.max(rational.num, rational.den) <= 1_000_000 ? rational : null;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** VP8 and VP9 keep alpha beside the stream: only a tag tells. A palette may have it; that is taken as yes. */
const hasAlpha = ({ pix_fmt, tags }: Stream): boolean =>
  /^(yuva|gbrap|rgba|bgra|argb|abgr|ya\d|ayuv|pal8)/.test(pix_fmt) || tags.alpha_mode === '1';

function streamDurationUs({ duration, tags }: Stream): number | null {
  if (duration !== undefined) return Math.max(0, Math.round(duration * 1e6));
  const clock = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(tags.DURATION ?? '');
  return clock
    ? Math.round((Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1e6)
    : null;
}
