import type { AnyCommand, PayloadOf, ReplyOf, TaskState, WorkerService } from '@reelmill/contracts';

/** A task that a planner wants; it is created when the job has none of that name. */
export interface TaskPlan {
  /** Unique in its job and the same each time the job is planned. */
  name: string;
  command: AnyCommand;
  payload: unknown;
  /** Artifact key; null where the command is not keyed. */
  key: string | null;
  /** Engine the key was computed for; null where the command is not keyed. */
  engine: string | null;
  /** Share of the work, in output frames or what comes near. */
  weight: number;
  /** Planning goes on when it succeeds. */
  isFact: boolean;
  /** Names of the tasks that must succeed first. */
  needs: string[];
  /** Of a task that finds something out about a medium: which one. */
  subject?: TaskSubject;
}

/** A medium as the caller knows it. */
export interface TaskSubject {
  /** Elements that use it, as JSON pointers from the body's root, such as `/input/scenes/0/elements/1`; the first five. */
  pointers: string[];
  /** Its `src` as the caller wrote it. */
  src: string;
}

/** What a planner is told of a task that exists. */
export interface TaskSnapshot {
  name: string;
  state: TaskState;
  /** Present when it succeeded. */
  reply: unknown;
}

/** A finished file of the job. */
export interface PlannedOutput {
  name: string;
  file: ReplyOf<typeof import('@reelmill/contracts').assembleVideo>['files'][number];
}

/** What is to be done for a job now; see {@link planRender}. */
export type Decision =
  | { kind: 'tasks'; stage: Stage; tasks: TaskPlan[]; warnings: string[] }
  | { kind: 'wait'; stage: Stage; service: WorkerService }
  | { kind: 'complete'; outputs: PlannedOutput[] }
  | { kind: 'fail'; code: string; message: string };

/** Where a job is, for people. */
export type Stage =
  'queued' | 'fetching' | 'analyzing' | 'transcribing' | 'rendering' | 'waiting_for_worker' | 'done';

/** The engine of each worker service that has ever started. */
export type Engines = Partial<Record<WorkerService, string>>;

/** A {@link TaskPlan} whose payload fits its command. */
export function taskPlan<C extends AnyCommand>(
  command: C,
  payload: PayloadOf<C>,
  more: Pick<TaskPlan, 'name' | 'key' | 'engine'> & Partial<TaskPlan>,
): TaskPlan {
  return { weight: 1, isFact: false, needs: [], ...more, command, payload };
}
