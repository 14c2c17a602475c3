import type { AssemblePlan } from '@reelmill/contracts';
import type { FfmpegInput } from '@reelmill/media';
import { framesToSeconds } from '../frame-timing';

/** Takes one frame of a finished video as a JPEG of its size, in the colours of JFIF: BT.601, full range. */
export function thumbnailCommand(
  { fps, thumbnailFrame }: Pick<AssemblePlan, 'fps' | 'thumbnailFrame'>,
  video: string,
): { inputs: FfmpegInput[]; outputOptions: string[] } {
  // Half a frame early, so that no rounding skips the frame.
  const seek = Math.max(0, framesToSeconds(thumbnailFrame - 0.5, fps)).toFixed(6);
  const colours = 'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc';
  return {
    inputs: [{ path: video, options: ['-ss', seek] }],
    outputOptions: [
      ...['-an', '-frames:v', '1', '-vf', `${colours}:flags=bicubic+accurate_rnd+bitexact,format=yuvj420p`],
      ...[
        '-c:v',
        'mjpeg',
        '-q:v',
        '3',
        '-fflags',
        '+bitexact',
        '-flags:v',
        '+bitexact',
        '-map_metadata',
        '-1',
      ],
      ...['-f', 'image2', '-update', '1'],
    ],
  };
}
