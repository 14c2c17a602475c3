import type { AssemblePlan, AssembledFile, OutputKind, StoredFile } from '@reelmill/contracts';
import { framesToSeconds } from '../frame-timing';
import { totalFrames } from './assemble-video';

const CONTENT_TYPES: Record<OutputKind, string> = {
  video: 'video/mp4',
  thumbnail: 'image/jpeg',
  captions: 'application/x-subrip',
};

export interface OutputFile {
  kind: OutputKind;
  /** Name of the file among the task's artifacts. */
  file: string;
}

/** The files of a plan, in the order they are made and reported. */
export function outputsOf(plan: AssemblePlan): OutputFile[] {
  return [
    { kind: 'video', file: 'video.mp4' },
    { kind: 'thumbnail', file: 'thumbnail.jpg' },
    ...(plan.srt === undefined ? [] : [{ kind: 'captions' as const, file: 'captions.srt' }]),
  ];
}

/** Facts that follow from the plan, so that the reply is the same whether a file was made or found. */
export function assembledFile(plan: AssemblePlan, kind: OutputKind, stored: StoredFile): AssembledFile {
  const hasPicture = kind !== 'captions';
  return {
    ...stored,
    kind,
    contentType: CONTENT_TYPES[kind],
    width: hasPicture ? plan.width : null,
    height: hasPicture ? plan.height : null,
    duration: kind === 'video' ? framesToSeconds(totalFrames(plan), plan.fps) : null,
  };
}
