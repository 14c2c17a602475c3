import { isFinalTask, type Failure, type TaskAnswer } from '@reelmill/contracts';
import { applyAnswer, type TaskView } from './apply-answer';

/** A task as answers leave it. */
export type Changed<Task> = Task & {
  failure: Failure | null;
  dueAt: string | null;
  held: boolean;
  reply: unknown;
  /** It was begun in this batch. */
  started: boolean;
};

/** That a worker began a task, or answered what it had begun. */
export interface Start {
  readonly task: string;
  readonly boot: string;
  readonly ticket: number;
  readonly attempt: number;
}

/** All that a batch of answers does to tasks. */
export interface AnswerChanges<Task> {
  changed: Map<string, Changed<Task>>;
  succeeded: { task: Task; reply: unknown; made: boolean }[];
  failed: { task: Task; failure: Failure }[];
  /** Tasks that their workers can not make as planned, and that are still open after the batch. */
  mismatched: { task: Task; failure: Failure }[];
  /** What workers are to stop. */
  stops: { job: string; task: string; ticket: number }[];
  /** Starts that count, and whether they are open after the batch; a refused one is not among them. */
  starts: Map<string, Start & { open: boolean }>;
}

/** Runs the task machine over a batch, in order of arrival; `tasks` are as they were before, by id, and are not changed. */
export function applyAnswers<Task extends TaskView & { id: string }>(
  answers: readonly TaskAnswer[],
  tasks: ReadonlyMap<string, Task>,
): AnswerChanges<Task> {
  const changes: AnswerChanges<Task> = {
    changed: new Map(),
    succeeded: [],
    failed: [],
    mismatched: [],
    stops: [],
    starts: new Map(),
  };
  const current = new Map([...tasks].map(([id, task]) => [id, { ...task }]));
  for (const answer of answers) {
    if (answer.type !== 'task.started') noteStart(changes, answer, false);
    const task = current.get(answer.task);
    if (task === undefined) changes.stops.push(stopOf(answer));
    else apply(answer, task, changes);
  }
  changes.mismatched = changes.mismatched.filter(({ task }) => !isFinalTask(task.state));
  return changes;
}

const stopOf = ({ job, task, ticket }: TaskAnswer) => ({ job, task, ticket });

function noteStart<Task>({ starts }: AnswerChanges<Task>, answer: TaskAnswer, open: boolean): void {
  const { task, boot, ticket, attempt } = answer;
  starts.set([task, boot, ticket, attempt].join(), { task, boot, ticket, attempt, open });
}

function apply<Task extends TaskView & { id: string }>(
  answer: TaskAnswer,
  task: Task,
  changes: AnswerChanges<Task>,
): void {
  const effect = applyAnswer(task, answer);
  const change = (state: Task['state'], more: Partial<Changed<TaskView>> = {}): void => {
    task.state = state;
    const started = state === 'running' || (changes.changed.get(task.id)?.started ?? false);
    const blank = { failure: null, dueAt: null, held: false, reply: null };
    changes.changed.set(task.id, { ...task, ...blank, ...more, started });
  };
  switch (effect.kind) {
    case 'ignore':
      return;
    case 'stop':
      changes.stops.push(stopOf(answer));
      return;
    case 'start':
      noteStart(changes, answer, true);
      task.attempt = effect.attempt;
      task.bootId = effect.bootId;
      return change('running');
    case 'retry':
      task.attempt = effect.attempt;
      task.bootId = null;
      return change('retrying', { dueAt: effect.dueAt, held: effect.held, failure: effect.failure });
    case 'succeed':
      changes.succeeded.push({ task, reply: effect.reply, made: effect.made });
      return change('succeeded', { reply: effect.reply });
    case 'fail':
      changes.failed.push({ task, failure: effect.failure });
      return change('failed', { failure: effect.failure });
    case 'otherEngine':
      changes.mismatched.push({ task, failure: effect.failure });
      return;
    case 'drop':
      task.bootId = null;
      return change('ready');
  }
}
