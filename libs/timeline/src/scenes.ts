import type { SceneSpec, VideoSpec } from '@reelmill/contracts';
import { itemsOf, naturalFrames, timeItems, type TimedItem } from './container';
import type { Context } from './context';
import { framesOf } from './frames';

/** A scene on the video's clock. */
export interface TimedScene {
  /** Its first frame in the video; the frames of a transition belong to two scenes. */
  start: number;
  frames: number;
  /** Frames that it shares with the scene before it; 0 is a cut. */
  overlap: number;
  /** As in the spec; undefined when it says nothing. */
  background: string | undefined;
  items: TimedItem[];
}

/** The scenes one after the other, overlapping where a transition joins them. */
export function timeScenes(video: VideoSpec, context: Context): TimedScene[] {
  const scenes: TimedScene[] = [];
  for (const [index, spec] of video.scenes.entries()) {
    const elements = spec.elements.map((element, at) => ({
      element,
      pointer: `/scenes/${index}/elements/${at}`,
    }));
    const items = itemsOf(elements, context);
    const frames =
      spec.duration === 'auto'
        ? naturalFrames(items, 0, context)
        : Math.max(1, framesOf(spec.duration, context.fps));
    const before = scenes.at(-1);
    const overlap = overlapOf(spec, index, { before: before?.frames, own: frames, context });
    scenes.push({
      start: before ? before.start + before.frames - overlap : 0,
      frames,
      overlap,
      background: spec['background-color'],
      items: timeItems(items, frames, context),
    });
  }
  return scenes;
}

/** What a video without scenes has instead: one without elements, as long as the video's own elements. */
export const emptyScene = (frames: number): TimedScene => ({
  start: 0,
  frames,
  overlap: 0,
  background: undefined,
  items: [],
});

interface Neighbours {
  before: number | undefined;
  own: number;
  context: Context;
}

/** T = min(T, half the shorter scene), so that the two transitions of a scene never meet. */
function overlapOf(spec: SceneSpec, index: number, { before, own, context }: Neighbours): number {
  if (!spec.transition || spec.transition.style === 'cut') return 0;
  const { fps, report } = context;
  if (before === undefined) {
    report.warn(`/scenes/${index}/transition has no effect: there is no scene before the first.`);
    return 0;
  }
  const wanted = framesOf(spec.transition.duration, fps);
  const allowed = Math.floor(Math.min(before, own) / 2);
  if (wanted <= allowed) return wanted;
  const seconds = ((allowed * fps.den) / fps.num).toFixed(2);
  report.warn(`/scenes/${index}/transition is shortened to ${seconds} s, half of the shorter scene.`);
  return allowed;
}
