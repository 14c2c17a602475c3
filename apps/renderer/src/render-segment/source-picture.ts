import { runFfprobe } from '@reelmill/media';
import { z } from 'zod';

/** What a filter chain must know of a picture or a clip beforehand. */
export interface SourcePicture {
  path: string;
  hasAlpha: boolean;
  /** Matrix of a clip that does not name its own; null where it does, or where there is none. */
  assumedMatrix: 'bt601' | 'bt709' | null;
  /** The decoder to use where ffmpeg's own one leaves the alpha out. */
  decoder: 'libvpx' | 'libvpx-vp9' | null;
  /** Whether its container finds the keyframe before a time; of others all is decoded from the start. */
  seekable: boolean;
}

const Stream = z.object({
  codec_name: z.string().default('unknown'),
  pix_fmt: z.string().default('unknown'),
  height: z.number().default(0),
  color_space: z.string().default('unknown'),
  tags: z.object({ alpha_mode: z.string().optional() }).default({}),
});
const Format = z.object({ format_name: z.string().default('unknown') });
const Found = z.object({ streams: z.array(Stream), format: Format });

const WITH_ALPHA = /^(yuva|gbrap|rgba|bgra|argb|abgr|ya\d|pal8|ayuv)/;
/** These keep alpha beside the stream, where only a tag tells of it. */
const ALPHA_DECODERS = { vp8: 'libvpx', vp9: 'libvpx-vp9' } as const;
const HD_HEIGHT = 720;
/** ffmpeg's names of demuxers with an index of keyframes; MPEG-TS, for one, lands anywhere, also behind a keyframe. */
const INDEXED = ['mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm', 'avi'];

/** By common practice what names no matrix is BT.709 when it is HD, else BT.601. */
export function describeStream(
  path: string,
  found: z.input<typeof Stream>,
  { format_name }: z.output<typeof Format>,
): SourcePicture {
  const stream = Stream.parse(found);
  const untagged = stream.color_space === 'unknown' && stream.pix_fmt.startsWith('yuv');
  const besides = stream.tags.alpha_mode === '1' && stream.codec_name in ALPHA_DECODERS;
  return {
    path,
    hasAlpha: besides || WITH_ALPHA.test(stream.pix_fmt),
    assumedMatrix: untagged ? (stream.height >= HD_HEIGHT ? 'bt709' : 'bt601') : null,
    decoder: besides ? ALPHA_DECODERS[stream.codec_name as keyof typeof ALPHA_DECODERS] : null,
    seekable: INDEXED.includes(format_name),
  };
}

/** Asks ffprobe about the first picture stream of a file that is no cover; a file without one is taken as it is. */
export async function describeSource(path: string, run: { signal: AbortSignal }): Promise<SourcePicture> {
  const entries = 'stream=codec_name,pix_fmt,height,color_space:stream_tags=alpha_mode:format=format_name';
  const found = await runFfprobe(path, ['-select_streams', 'V:0', '-show_entries', entries], run);
  const { streams, format } = Found.parse(found);
  return describeStream(path, streams[0] ?? {}, format);
}
