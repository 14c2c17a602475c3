import type { VideoSpec } from '@reelmill/contracts';
import { draftVideo, drawVideo, type Draft } from './compile-video';
import type { Context } from './context';
import { frameRate } from './frames';
import { JobSize } from './job-size';
import { Report } from './report';
import type { Compilation, CompiledVideo, MediaFacts, TextLayout } from './types';

export interface CompileOptions {
  facts: MediaFacts;
  layout: TextLayout;
  /** Tasks that the job has besides those of its videos; default 0. */
  tasks?: number;
  /** Whether the spec is a list, as one of a single video can be too; default: whether there are several. */
  isList?: boolean;
}

/**
 * Turns the videos of a job and what is known of their media into all that is to be rendered. Pure: the same arguments
 * give the same plans. `facts.assets` has every `src` of {@link sourcesOf}, `facts.transcripts` every one of
 * {@link transcriptionsNeeded}; it throws when one is absent. `layout` must be pure too. It is called only when all
 * videos are within the limits of a job, as far as can be told without it, and no more after the first problem.
 */
export function compileVideos(
  videos: readonly VideoSpec[],
  { facts, layout, tasks = 0, isList = videos.length > 1 }: CompileOptions,
): Compilation {
  const size = new JobSize();
  size.add('tasks', tasks);
  const drafts: { video: VideoSpec; draft: Draft; context: Context }[] = [];
  for (const [index, video] of videos.entries()) {
    const report = new Report(isList ? `/${index}` : '', size);
    const { width, height } = video;
    const context: Context = { width, height, fps: frameRate(video.fps), facts, layout, report };
    const draft = draftVideo(video, context);
    if (!draft) return { ok: false, problems: report.problems };
    drafts.push({ video, draft, context });
  }
  const compiled: CompiledVideo[] = [];
  for (const { video, draft, context } of drafts) {
    const drawn = drawVideo(video, draft, context);
    if (!drawn) return { ok: false, problems: context.report.problems };
    compiled.push(drawn);
  }
  return { ok: true, videos: compiled };
}
