import type { AssemblePlan } from '@reelmill/contracts';
import { MEDIA_FORMATS, type FfmpegInput } from '@reelmill/media';
import { ticksPerFrame, timescale } from '../frame-timing';

/** Frames by which x264 decodes ahead of showing, with the B-frames of the preset (its `bframes` and `b-pyramid`). */
const REORDER_DELAY: Record<AssemblePlan['encoder']['preset'], number> = {
  ultrafast: 0,
  veryfast: 2,
  medium: 2,
};
const SOUND_TICKS = 48_000;

/** A list for the concat demuxer; quotes in paths are written as its own syntax asks. */
export const concatList = (files: readonly string[]): string =>
  files.map((file) => `file 'file:${file.replaceAll("'", `'\\''`)}'\n`).join('');

/**
 * Joins segments and sound without encoding. The demuxer counts in microseconds and guesses the stamps of short
 * segments: so every PTS is put back on its frame, and every DTS follows from the packet's number.
 */
export function joinCommand(
  { encoder, fps }: Pick<AssemblePlan, 'encoder' | 'fps'>,
  files: { list: string; audio: string },
): { inputs: FfmpegInput[]; outputOptions: string[] } {
  const tick = ticksPerFrame(fps);
  const stamps = `setts=pts='round(PTS/${tick})*${tick}':dts='(N-${REORDER_DELAY[encoder.preset]})*${tick}'`;
  return {
    inputs: [
      {
        path: files.list,
        options: ['-format_whitelist', `concat,${MEDIA_FORMATS}`, '-f', 'concat', '-safe', '0'],
      },
      { path: files.audio, options: [] },
    ],
    outputOptions: [
      ...['-map', '0:v:0', '-map', '1:a:0', '-c', 'copy', '-bsf:v', stamps],
      ...['-fflags', '+bitexact', '-map_metadata', '-1', '-map_chapters', '-1'],
      ...['-video_track_timescale', String(timescale(fps)), '-movie_timescale', String(SOUND_TICKS)],
      ...['-movflags', '+faststart', '-f', 'mp4'],
    ],
  };
}
