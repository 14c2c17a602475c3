import type { SegmentPlan } from '@reelmill/contracts';
import { keyframeInterval, timescale } from '../frame-timing';

/**
 * Output options of a segment. All that is not the crf and the preset is fixed: segments of a video must have one
 * set of parameters, because they are joined without encoding again, and equal plans must give equal bytes.
 */
export function segmentEncoder({ encoder, fps, frames }: SegmentPlan): string[] {
  const interval = keyframeInterval(fps);
  const x264 = [
    `keyint=${interval}`,
    `min-keyint=${interval}`,
    'scenecut=0',
    'open-gop=0',
    'cpu-independent=1',
  ];
  return [
    ...['-an', '-sn', '-dn', '-fps_mode', 'passthrough', '-frames:v', String(frames)],
    ...['-c:v', 'libx264', '-preset', encoder.preset, '-crf', String(encoder.crf), '-pix_fmt', 'yuv420p'],
    ...['-x264-params', x264.join(':')],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-video_track_timescale', String(timescale(fps))],
    ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4'],
  ];
}
