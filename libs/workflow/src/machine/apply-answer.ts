import { isFinalTask, type Failure, type TaskAnswer, type TaskState } from '@reelmill/contracts';
import { canTake } from './edges';

/** The part of a task that answers act on. */
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
  /** `held`: no ladder carries the next ticket; it is due here. */
  | { kind: 'retry'; attempt: number; dueAt: string; held: boolean; failure: Failure }
  | { kind: 'succeed'; reply: unknown; made: boolean }
  | { kind: 'fail'; failure: Failure }
  /** What was planned is not what the workers of its build make: the job is planned anew. */
  | { kind: 'otherEngine'; failure: Failure }
  /** The ticket is gone though the task is wanted: issue it again. */
  | { kind: 'drop' };

/** The last rung of the retry ladder, in milliseconds: a longer delay is kept by the database alone. */
const LADDER_MS = 512_000;

/** Whether the delay that the other side asked for is longer than the ladder, so that no message comes back by itself. */
export const isHeld = ({ retryAfterMs = 0 }: Failure): boolean => retryAfterMs > LADDER_MS;

/**
 * Decides what an answer means. States only move forward: nothing changes a final task. An answer to another
 * ticket, or to an attempt before the last, is refused, but for a success, whose bytes are the same whoever made them.
 */
export function applyAnswer(task: TaskView, answer: TaskAnswer): AnswerEffect {
  const effect = isFinalTask(task.state) ? refuse(answer) : meaning(task, answer);
  const edge = effect.kind === 'otherEngine' ? 'fail' : effect.kind;
  if (edge === 'ignore' || edge === 'stop' || canTake(edge, task.state)) return effect;
  return { kind: 'ignore' };
}

function meaning(task: TaskView, answer: TaskAnswer): AnswerEffect {
  if (answer.type === 'task.succeeded') return { kind: 'succeed', reply: answer.reply, made: answer.made };
  if (answer.ticket !== task.ticket) return refuse(answer);
  // It comes a second time: that attempt is over, and a stop would meet the next, whose ticket is the same.
  if (answer.attempt < task.attempt) return { kind: 'ignore' };
  const { attempt } = answer;
  switch (answer.type) {
    case 'task.started':
      return { kind: 'start', attempt, bootId: answer.boot };
    case 'task.retrying': {
      const { dueAt, failure } = answer;
      return { kind: 'retry', attempt: attempt + 1, dueAt, held: isHeld(failure), failure };
    }
    case 'task.failed':
      return {
        kind: answer.failure.code === 'engine_mismatch' ? 'otherEngine' : 'fail',
        failure: answer.failure,
      };
    case 'task.dropped':
      return { kind: 'drop' };
  }
}

const refuse = ({ type }: TaskAnswer): AnswerEffect => ({
  kind: type === 'task.started' ? 'stop' : 'ignore',
});
