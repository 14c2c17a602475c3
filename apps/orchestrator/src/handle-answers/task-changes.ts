import type { Failure, TaskAnswer } from '@reelmill/contracts';
import { applyAnswer, type TaskView } from '@reelmill/workflow';

/** A task row as far as answers need it. */
export interface AnsweredTask extends TaskView {
  id: string;
  jobId: string;
  name: string;
  command: string;
  key: string | null;
  engine: string | null;
  isFact: boolean;
}

/** All that a batch of answers does, to be written by set statements. */
export interface TaskChanges {
  changed: Map<
    string,
    AnsweredTask & { failure: unknown; dueAt: string | null; reply: unknown; started: boolean }
  >;
  succeeded: { task: AnsweredTask; reply: unknown; made: boolean }[];
  failed: { task: AnsweredTask; failure: Failure }[];
  stops: { job: string; task: string; ticket: number }[];
  starts: TaskAnswer[];
  /** Answers that close the start which they belong to. */
  ends: TaskAnswer[];
}

/** Runs the task machine over a batch, in order of arrival; `tasks` are the rows as they were. */
export function collectChanges(
  answers: readonly TaskAnswer[],
  tasks: ReadonlyMap<string, AnsweredTask>,
): TaskChanges {
  const changes: TaskChanges = {
    changed: new Map(),
    succeeded: [],
    failed: [],
    stops: [],
    starts: [],
    ends: [],
  };
  const current = new Map([...tasks].map(([id, task]) => [id, { ...task }]));
  for (const answer of answers) {
    (answer.type === 'task.started' ? changes.starts : changes.ends).push(answer);
    const task = current.get(answer.task);
    if (task === undefined) changes.stops.push(stopOf(answer));
    else apply(answer, task, changes);
  }
  return changes;
}

const stopOf = ({ job, task, ticket }: TaskAnswer): TaskChanges['stops'][number] => ({ job, task, ticket });

function apply(answer: TaskAnswer, task: AnsweredTask, changes: TaskChanges): void {
  const effect = applyAnswer(task, answer);
  const change = (
    state: AnsweredTask['state'],
    more: { failure?: unknown; dueAt?: string; reply?: unknown } = {},
  ) => {
    task.state = state;
    const started = state === 'running' || (changes.changed.get(task.id)?.started ?? false);
    changes.changed.set(task.id, { ...task, failure: null, dueAt: null, reply: null, ...more, started });
  };
  switch (effect.kind) {
    case 'ignore':
      return;
    case 'stop':
      changes.stops.push(stopOf(answer));
      return;
    case 'start':
      task.attempt = effect.attempt;
      task.bootId = effect.bootId;
      return change('running');
    case 'retry':
      task.attempt = effect.attempt;
      return change('retrying', { dueAt: effect.dueAt, failure: effect.failure });
    case 'succeed':
      changes.succeeded.push({ task, reply: effect.reply, made: effect.made });
      return change('succeeded', { reply: effect.reply });
    case 'fail':
      changes.failed.push({ task, failure: effect.failure });
      return change('failed', { failure: effect.failure });
    case 'other-engine':
      changes.failed.push({ task, failure: effect.failure });
      return;
    case 'reissue':
      task.bootId = null;
      return change('ready');
  }
}
