import {
  artifactKey,
  type AnyCommand,
  type CommandEngines,
  type PayloadOf,
  type ReplyOf,
  type TaskState,
  type WorkerService,
} from '@reelmill/contracts';

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
  /** Build of the service whose workers it is for; null where the command is not keyed. */
  build: string | null;
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
  | Failing;

/** The end of a job that can't be planned. */
export interface Failing {
  kind: 'fail';
  code: string;
  message: string;
  /** Where in the body the cause stands, if it stands in one place, such as `/input/scenes/0/elements/1/src`. */
  pointer?: string;
  /** The source of the element that the pointer leads into, as the caller wrote it: with its secrets. */
  src?: string;
}

/** Where a job is, for people. */
export type Stage =
  'queued' | 'fetching' | 'analyzing' | 'transcribing' | 'rendering' | 'waiting_for_worker' | 'done';

/** What the workers of one build of a service make bytes with. */
export interface Build {
  build: string;
  engines: CommandEngines;
}

/** The build to plan for, of each worker service that has ever started. */
export type Builds = Partial<Record<WorkerService, Build>>;

/** Key, engine and build of a task of a keyed command; null while no worker is known that makes it. */
export function made<C extends AnyCommand>(
  command: C,
  payload: PayloadOf<C>,
  builds: Builds,
): (Pick<TaskPlan, 'key' | 'engine' | 'build'> & { key: string }) | null {
  const maker = builds[command.owner];
  const engine = maker?.engines[command.name];
  if (maker === undefined || engine === undefined) return null;
  return { key: artifactKey(command, payload, engine), engine, build: maker.build };
}

/** A {@link TaskPlan} whose payload fits its command. */
export function taskPlan<C extends AnyCommand>(
  command: C,
  payload: PayloadOf<C>,
  more: Pick<TaskPlan, 'name' | 'key' | 'engine' | 'build'> & Partial<TaskPlan>,
): TaskPlan {
  return { weight: 1, isFact: false, needs: [], ...more, command, payload };
}
