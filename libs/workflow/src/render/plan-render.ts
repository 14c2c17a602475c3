import type { assembleVideo, OutputKind, ReplyOf, VideoSpec } from '@reelmill/contracts';
import { compileVideos, type MediaFacts, type TextLayout, type TimelineProblem } from '@reelmill/timeline';
import type { Builds, Decision, PlannedOutput, Stage, TaskPlan, TaskSnapshot } from '../plan';
import { gatherFacts, type Facts } from './facts';
import type { Spec } from './subjects';
import { assembleName, canMake, videoTasks } from './video-tasks';

export interface RenderSituation extends Spec {
  /** The tasks that the job has, with the replies of facts and assemblies. */
  tasks: readonly TaskSnapshot[];
  builds: Builds;
  layout: TextLayout;
}

/**
 * The story of a render job, told anew at each step from what is known: fetch and analyze the media, transcribe
 * what captions need, then compile each video to segments, one mix and one assembly; complete when all are assembled.
 * Pure: the same situation gives the same decision, so planning twice or after a crash changes nothing.
 */
export function planRender(situation: RenderSituation): Decision {
  const { videos, tasks } = situation;
  const assemblies = videos.map((_, index) =>
    tasks.find(({ name }) => name === assembleName(prefixOf(videos, index))),
  );
  if (assemblies.every((task) => task !== undefined)) return completion(videos, assemblies);

  const facts = gatherFacts(situation, tasks, situation.builds);
  if (facts.tooMuch !== undefined) return impossible('/input', facts.tooMuch);
  if (facts.known === null) return factFinding(facts);
  return compilation(situation, { facts: facts.known, factTasks: facts.tasks.length });
}

function factFinding({ tasks, missingEngine }: Facts): Decision {
  if (tasks.length === 0 && missingEngine !== null) {
    return { kind: 'wait', stage: 'waiting_for_worker', service: missingEngine };
  }
  return {
    kind: 'tasks',
    stage: missingEngine === null ? factStage(tasks) : 'waiting_for_worker',
    tasks,
    warnings: [],
  };
}

function factStage(tasks: readonly TaskPlan[]): Stage {
  const commands = new Set(tasks.map(({ command }) => command.name));
  if (commands.has('speech.transcribe')) return 'transcribing';
  return commands.has('media.analyze') ? 'analyzing' : 'fetching';
}

interface Known {
  facts: MediaFacts;
  factTasks: number;
}

function compilation(situation: RenderSituation, { facts, factTasks }: Known): Decision {
  const { videos, isList, layout, builds } = situation;
  if (!canMake(builds)) return { kind: 'wait', stage: 'waiting_for_worker', service: 'renderer' };
  const compiled = compileVideos(videos, { facts, layout, tasks: factTasks, isList });
  if (!compiled.ok) {
    const [problem] = compiled.problems;
    return impossible(`/input${problem!.pointer}`, problem!.message, problem!.code);
  }
  return {
    kind: 'tasks',
    stage: 'rendering',
    tasks: withoutRepeats(
      compiled.videos.flatMap((video, index) => videoTasks(video, prefixOf(videos, index), builds)),
    ),
    warnings: [...new Set(compiled.videos.flatMap(({ warnings }) => warnings))],
  };
}

const impossible = (
  pointer: string,
  message: string,
  code: TimelineProblem['code'] = 'spec_impossible',
): Decision => ({ kind: 'fail', code, pointer, message: `${pointer}: ${message}` });

/** Two videos of a job may share segments: the task of the first serves both. */
function withoutRepeats(tasks: readonly TaskPlan[]): TaskPlan[] {
  const firstByKey = new Map<string, string>();
  const renamed = new Map<string, string>();
  const kept = tasks.filter((task) => {
    if (task.key === null || task.command.name === 'video.assemble') return true;
    const first = firstByKey.get(task.key);
    if (first === undefined) firstByKey.set(task.key, task.name);
    else renamed.set(task.name, first);
    return first === undefined;
  });
  return kept.map((task) => ({
    ...task,
    needs: [...new Set(task.needs.map((name) => renamed.get(name) ?? name))],
  }));
}

function completion(
  videos: readonly VideoSpec[],
  assemblies: readonly (TaskSnapshot | undefined)[],
): Decision {
  const outputs: PlannedOutput[] = [];
  for (const [index, assembly] of assemblies.entries()) {
    if (assembly?.state !== 'succeeded')
      return { kind: 'tasks', stage: 'rendering', tasks: [], warnings: [] };
    const { files } = assembly.reply as ReplyOf<typeof assembleVideo>;
    outputs.push(
      ...files.map((file) => ({ name: outputName(file.kind, videos.length > 1 ? index + 1 : null), file })),
    );
  }
  return { kind: 'complete', outputs };
}

const FILE_NAMES = {
  video: ['video', 'mp4'],
  thumbnail: ['thumbnail', 'jpg'],
  captions: ['captions', 'srt'],
} as const satisfies Record<OutputKind, readonly [string, string]>;

/** `video.mp4`, or `video-2.mp4` where the job has several. */
function outputName(kind: OutputKind, number: number | null): string {
  const [stem, extension] = FILE_NAMES[kind];
  return number === null ? `${stem}.${extension}` : `${stem}-${number}.${extension}`;
}

const prefixOf = (videos: readonly VideoSpec[], index: number): string =>
  videos.length > 1 ? `video-${index + 1}/` : '';
