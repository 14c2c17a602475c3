import { artifactKey, artifactObject, assembleVideo, mixAudio, renderSegment } from '@reelmill/contracts';
import type { CompiledVideo } from '@reelmill/timeline';
import { taskPlan, type TaskPlan } from '../plan';

/** The tasks that make one video; `prefix` tells the videos of a job apart and is empty where there is one. */
export function videoTasks(video: CompiledVideo, prefix: string, engine: string): TaskPlan[] {
  const { segments, objects } = segmentTasks(video, prefix, engine);
  const mixKey = artifactKey(mixAudio, video.audio, engine);
  const mix = taskPlan(mixAudio, video.audio, {
    name: `${prefix}audio`,
    key: mixKey,
    engine,
    weight: Math.max(1, video.frames / 20),
  });
  const assembly = {
    width: video.width,
    height: video.height,
    fps: video.fps,
    encoder: video.encoder,
    segments: objects,
    audio: artifactObject(mixKey, 'audio.m4a'),
    ...(video.srt === undefined ? {} : { srt: video.srt }),
    thumbnailFrame: video.thumbnailFrame,
  };
  const assemble = taskPlan(assembleVideo, assembly, {
    name: assembleName(prefix),
    key: artifactKey(assembleVideo, assembly, engine),
    engine,
    weight: Math.max(1, video.frames / 40),
    needs: [mix.name, ...segments.map(({ name }) => name)],
  });
  return [...segments, mix, assemble];
}

export const assembleName = (prefix: string): string => `${prefix}assemble`;

/** One task per distinct segment: equal plans are rendered once. */
function segmentTasks(video: CompiledVideo, prefix: string, engine: string) {
  const segments = new Map<string, TaskPlan>();
  const objects = video.segments.map(({ plan }, index) => {
    const key = artifactKey(renderSegment, plan, engine);
    if (!segments.has(key)) {
      const name = `${prefix}segment-${index + 1}`;
      segments.set(key, taskPlan(renderSegment, plan, { name, key, engine, weight: plan.frames }));
    }
    return { object: artifactObject(key, 'segment.mp4'), frames: plan.frames };
  });
  return { segments: [...segments.values()], objects };
}
