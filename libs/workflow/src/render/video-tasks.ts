import { artifactObject, assembleVideo, mixAudio, renderSegment } from '@reelmill/contracts';
import type { CompiledVideo } from '@reelmill/timeline';
import { made, taskPlan, type Builds, type TaskPlan } from '../plan';

/** Whether a renderer is known that has all that a video needs. */
export const canMake = ({ renderer }: Builds): boolean =>
  [renderSegment, mixAudio, assembleVideo].every(({ name }) => renderer?.engines[name] !== undefined);

/** The tasks that make one video, by renderers that {@link canMake} it; `prefix` tells the videos of a job apart and is empty where there is one. */
export function videoTasks(video: CompiledVideo, prefix: string, builds: Builds): TaskPlan[] {
  const { segments, objects } = segmentTasks(video, prefix, builds);
  const mixer = made(mixAudio, video.audio, builds)!;
  const mix = taskPlan(mixAudio, video.audio, {
    name: `${prefix}audio`,
    ...mixer,
    weight: Math.max(1, video.frames / 20),
  });
  const assembly = {
    width: video.width,
    height: video.height,
    fps: video.fps,
    encoder: video.encoder,
    segments: objects,
    audio: artifactObject(mixer.key, 'audio.m4a'),
    ...(video.srt === undefined ? {} : { srt: video.srt }),
    thumbnailFrame: video.thumbnailFrame,
  };
  const assemble = taskPlan(assembleVideo, assembly, {
    name: assembleName(prefix),
    ...made(assembleVideo, assembly, builds)!,
    weight: Math.max(1, video.frames / 40),
    needs: [mix.name, ...segments.map(({ name }) => name)],
  });
  return [...segments, mix, assemble];
}

export const assembleName = (prefix: string): string => `${prefix}assemble`;

/** One task per distinct segment: equal plans are rendered once. */
function segmentTasks(video: CompiledVideo, prefix: string, builds: Builds) {
  const segments = new Map<string, TaskPlan>();
  const objects = video.segments.map(({ plan }, index) => {
    const maker = made(renderSegment, plan, builds)!;
    const { key } = maker;
    if (!segments.has(key)) {
      const name = `${prefix}segment-${index + 1}`;
      segments.set(key, taskPlan(renderSegment, plan, { name, ...maker, weight: plan.frames }));
    }
    return { object: artifactObject(key, 'segment.mp4'), frames: plan.frames };
  });
  return { segments: [...segments.values()], objects };
}
