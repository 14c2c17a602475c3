import type { Stage } from './plan';

/** Share of the bar that fetching, analysis and transcription have. */
const FACTS_SHARE = 0.1;

/** A job's tasks of one sort, summed: all their weight, and the part that is done (a running task counts in part). */
export interface Effort {
  weight: number;
  done: number;
}

/**
 * A job's progress, 0..1: a tenth for the facts, the rest for the work by weight once it is planned.
 * Reused work counts as done, so the figure says how much is left, not how much was made.
 */
export function jobProgress({ facts, work }: { facts: Effort; work: Effort }): number {
  if (work.weight === 0) return FACTS_SHARE * share(facts);
  return FACTS_SHARE + (1 - FACTS_SHARE) * share(work);
}

const share = ({ weight, done }: Effort): number => (weight === 0 ? 0 : Math.min(1, done / weight));

const WORDS: Record<Stage, string> = {
  queued: 'waiting to be planned',
  fetching: 'fetching media',
  analyzing: 'analyzing media',
  transcribing: 'transcribing speech',
  rendering: 'rendering',
  waiting_for_worker: 'waiting for a worker that has not started yet',
  done: 'done',
};

/** One line for people: the stage and how many of its tasks have ended. */
export function progressMessage(stage: Stage, tasks: { done: number; total: number }): string {
  return tasks.total === 0 ? WORDS[stage] : `${WORDS[stage]}: ${tasks.done} of ${tasks.total} tasks done`;
}
