import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assembleVideo as command, type AssemblePlan } from '@reelmill/contracts';
import { runFfmpeg } from '@reelmill/media';
import type { ObjectStore } from '@reelmill/objects';
import { framesToSeconds } from '../frame-timing';
import { videoFacts, wrongLength } from '../video-facts';
import { concatList, joinCommand } from './join-command';
import { thumbnailCommand } from './thumbnail-command';

export interface AssembleWork {
  store: Pick<ObjectStore, 'materialize'>;
  /** A folder for files in between. */
  scratch: string;
  signal: AbortSignal;
  onProgress: (fraction: number) => void;
}

/** Moving the index to the front of a long video is one silent pass over the file. */
const STALL_MS = 10 * 60_000;

export const totalFrames = (plan: AssemblePlan): number =>
  plan.segments.reduce((sum, { frames }) => sum + frames, 0);

/** Joins the segments and the sound of a plan to an MP4 that can be played while it loads. */
export async function joinVideo(plan: AssemblePlan, output: string, work: AssembleWork): Promise<void> {
  const files: string[] = [];
  for (const { object } of plan.segments) files.push(await work.store.materialize(object, work.scratch));
  const audio = await work.store.materialize(plan.audio, work.scratch);
  const list = join(work.scratch, 'segments.ffconcat');
  await writeFile(list, concatList(files));
  const frames = totalFrames(plan);
  await runFfmpeg({
    ...joinCommand(plan, { list, audio }),
    output,
    signal: work.signal,
    limitMs: command.limitMs,
    stallMs: STALL_MS,
    totalFrames: frames,
    onProgress: work.onProgress,
  });
  await requireLength(plan, output, work);
}

async function requireLength(plan: AssemblePlan, output: string, work: AssembleWork): Promise<void> {
  const wanted = totalFrames(plan);
  const { frames, seconds } = await videoFacts(output, work);
  if (frames !== wanted) throw wrongLength(`${frames} frames`, `${wanted}`);
  const wantedSeconds = framesToSeconds(wanted, plan.fps);
  const tolerance = framesToSeconds(1, plan.fps);
  if (Math.abs(seconds - wantedSeconds) > tolerance) throw wrongLength(`${seconds} s`, `${wantedSeconds} s`);
}

/** Writes the frame that stands for the video as a JPEG. */
export async function takeThumbnail(
  plan: AssemblePlan,
  files: { video: string; output: string },
  work: AssembleWork,
): Promise<void> {
  await runFfmpeg({
    ...thumbnailCommand(plan, files.video),
    output: files.output,
    signal: work.signal,
    limitMs: command.limitMs,
  });
}
