import { TaskError } from '@reelmill/contracts';
import { runFfprobe } from '@reelmill/media';
import { z } from 'zod';

/** ffprobe leaves out what it has not counted: a video without packets has neither number. */
const Video = z.object({
  streams: z.array(z.object({ nb_read_packets: z.coerce.number().default(0) })).length(1),
  format: z.object({ duration: z.coerce.number().default(0) }),
});

/** What a finished video has: frames, counted packet by packet, and the seconds of its longest track. */
export async function videoFacts(
  file: string,
  run: { signal: AbortSignal },
): Promise<{ frames: number; seconds: number }> {
  const entries = 'stream=nb_read_packets:format=duration';
  const found = await runFfprobe(
    file,
    ['-select_streams', 'v', '-count_packets', '-show_entries', entries],
    run,
  );
  const { streams, format } = Video.parse(found);
  return { frames: streams[0]!.nb_read_packets, seconds: format.duration };
}

/** A result that is not what the plan asked for: a defect of the plan or of its compilation, the same each time. */
export const wrongLength = (made: string, wanted: string): TaskError =>
  new TaskError('render_failed', `ffmpeg made ${made} instead of ${wanted}; report the spec of this job.`);
