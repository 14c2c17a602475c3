import { isFinalTask, type Failure, type TaskAnswer, type TaskState } from '@reelmill/contracts';

/** The part of a task row that answers act on. */
export interface TaskView {
  state: TaskState;
  ticket: number;
  attempt: number;
  bootId: string | null;
}

/** What an answer does to its task; `stop` means that the worker is to be told to drop what it does. */
export type AnswerEffect =
  | { kind: 'ignore' }
  | { kind: 'stop' }
  | { kind: 'start'; attempt: number; bootId: string }
  | { kind: 'retry'; attempt: number; dueAt: string; failure: Failure }
  | { kind: 'succeed'; reply: unknown; made: boolean }
  | { kind: 'fail'; failure: Failure }
  /** Another engine took it: the job is planned anew, or the ticket is issued again. */
  | { kind: 'other-engine'; failure: Failure }
  /** The ticket is gone though the task is wanted: issue it again. */
  | { kind: 'reissue' };

/**
 * Decides what an answer means. States only move forward: nothing changes a final task. An answer to an old
 * ticket, or to an attempt before the last, is refused, but for a success, whose bytes are the same whoever made them.
 */
export function applyAnswer(task: TaskView, answer: TaskAnswer): AnswerEffect {
  const stale = answer.ticket < task.ticket || answer.attempt < task.attempt;
  if (isFinalTask(task.state)) return answer.type === 'task.started' ? { kind: 'stop' } : { kind: 'ignore' };
  switch (answer.type) {
    case 'task.succeeded':
      return { kind: 'succeed', reply: answer.reply, made: answer.made };
    case 'task.started':
      return stale ? { kind: 'stop' } : { kind: 'start', attempt: answer.attempt, bootId: answer.boot };
    case 'task.retrying':
      if (stale) return { kind: 'ignore' };
      return { kind: 'retry', attempt: answer.attempt + 1, dueAt: answer.dueAt, failure: answer.failure };
    case 'task.failed':
      if (stale) return { kind: 'ignore' };
      if (answer.failure.code === 'engine_mismatch') return { kind: 'other-engine', failure: answer.failure };
      return { kind: 'fail', failure: answer.failure };
    case 'task.dropped':
      return stale ? { kind: 'ignore' } : { kind: 'reissue' };
  }
}
