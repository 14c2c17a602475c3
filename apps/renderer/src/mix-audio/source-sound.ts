import { TaskError } from '@reelmill/contracts';
import { runFfprobe } from '@reelmill/media';
import { z } from 'zod';

/** What the mix must know of a sound beforehand. */
export interface SourceSound {
  path: string;
  channels: number;
}

const Streams = z.object({ streams: z.array(z.object({ channels: z.int().min(1) })) });

/** Asks ffprobe about the first audio stream of a file; throws TaskError `media_unsuitable` when there is none. */
export async function describeSound(path: string, run: { signal: AbortSignal }): Promise<SourceSound> {
  const found = await runFfprobe(path, ['-select_streams', 'a:0', '-show_entries', 'stream=channels'], run);
  const stream = Streams.parse(found).streams[0];
  if (!stream)
    throw new TaskError(
      'media_unsuitable',
      'A medium that should sound has no audio stream; leave its sound out.',
    );
  return { path, channels: stream.channels };
}
