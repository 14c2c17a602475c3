import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assetObject, mixAudio as command, type AudioPlan, type AudioTrack } from '@reelmill/contracts';
import { runFfmpeg } from '@reelmill/media';
import type { ObjectStore } from '@reelmill/objects';
import { loopCommand, mixCommand, type MixedTrack } from './mix-graph';
import { describeSound, type SourceSound } from './source-sound';
import { SAMPLE_RATE } from './track-filters';

export interface MixWork {
  store: Pick<ObjectStore, 'materialize'>;
  /** A folder for files in between. */
  scratch: string;
  signal: AbortSignal;
  onProgress: (fraction: number) => void;
}

/** Mixes the sound of a whole video into an M4A of exactly `samples` samples. */
export async function mixAudio(plan: AudioPlan, output: string, work: MixWork): Promise<void> {
  const tracks = await openTracks(plan.tracks, work);
  await runFfmpeg({
    ...mixCommand(plan.samples, tracks),
    output,
    signal: work.signal,
    limitMs: command.limitMs,
    totalUs: (plan.samples * 1e6) / SAMPLE_RATE,
    onProgress: work.onProgress,
  });
}

async function openTracks(tracks: readonly AudioTrack[], work: MixWork): Promise<MixedTrack[]> {
  const sounds = new Map<string, SourceSound>();
  const opened: MixedTrack[] = [];
  for (const track of tracks) {
    const sound = sounds.get(track.asset) ?? (await openSound(track.asset, work));
    sounds.set(track.asset, sound);
    if (!track.loop) {
      opened.push({ track, sound });
      continue;
    }
    const loop = await decodeLoop(
      { track, sound, output: join(work.scratch, `loop-${opened.length}.w64`) },
      work,
    );
    if (loop !== null) opened.push({ track, loop });
  }
  return opened;
}

async function openSound(asset: string, work: MixWork): Promise<SourceSound> {
  return describeSound(await work.store.materialize(assetObject(asset), work.scratch), work);
}

/** Size of a W64 file without samples, with room; a second of sound has 192,000 bytes. */
const EMPTY_BYTES = 512;

/** Null when nothing sounds from the seek point on: looping that would never end. */
async function decodeLoop(
  { track, sound, output }: { track: AudioTrack; sound: SourceSound; output: string },
  work: MixWork,
): Promise<string | null> {
  await runFfmpeg({ ...loopCommand(track, sound), output, signal: work.signal, limitMs: command.limitMs });
  return (await stat(output)).size > EMPTY_BYTES ? output : null;
}
