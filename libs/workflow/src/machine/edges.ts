import { FINAL_TASK_STATES, TASK_STATES, type JobStatus, type TaskState } from '@reelmill/contracts';

/** A change of state that may happen. */
export interface Edge<State extends string> {
  readonly from: readonly State[];
  readonly to: State;
  /** When it may happen, in words; the code that takes the edge checks it. */
  readonly guard: string;
}

/** A ticket of the task is out, or is just about to be: workers can answer. */
const ISSUED = ['sending', 'dispatched', 'running', 'retrying'] as const satisfies readonly TaskState[];
/** A task set going again keeps its last ticket until it is claimed, so that answers to it may still come. */
const ANSWERABLE = ['ready', ...ISSUED] as const satisfies readonly TaskState[];
const OPEN = TASK_STATES.filter(
  (state): state is Exclude<TaskState, (typeof FINAL_TASK_STATES)[number]> =>
    !(FINAL_TASK_STATES as readonly TaskState[]).includes(state),
);

/**
 * Every edge of a task. One that is born `ready`, `waiting` for others, or `succeeded` because its artifact exists,
 * takes no edge; neither does one that is forgotten (deleted) when its job is planned anew.
 */
export const TASK_EDGES = {
  settle: { from: ['waiting'], to: 'ready', guard: 'all that it needs has succeeded' },
  claim: {
    from: ['ready'],
    to: 'sending',
    guard: 'its window has room and nobody makes its key; ticket + 1',
  },
  reuse: { from: ['ready'], to: 'succeeded', guard: 'another task has made its artifact' },
  sent: { from: ['sending'], to: 'dispatched', guard: 'the broker confirmed this ticket' },
  unsent: { from: ['sending'], to: 'ready', guard: 'the broker did not take this ticket' },
  expireClaim: { from: ['sending'], to: 'ready', guard: 'nobody said within the lease whether it was sent' },
  start: { from: ANSWERABLE, to: 'running', guard: 'a worker began the current ticket and attempt' },
  retry: { from: ANSWERABLE, to: 'retrying', guard: 'an attempt of the current ticket failed; attempt + 1' },
  succeed: { from: ANSWERABLE, to: 'succeeded', guard: 'a worker made its bytes, by whatever ticket' },
  fail: { from: ANSWERABLE, to: 'failed', guard: 'the current ticket failed for good' },
  drop: { from: ISSUED, to: 'ready', guard: 'a worker gave the current ticket up although it is wanted' },
  workerStopped: {
    from: ['running'],
    to: 'dispatched',
    guard: 'its worker stopped and gave the ticket back',
  },
  crash: { from: ['running'], to: 'ready', guard: 'its worker fell silent; crashes + 1' },
  release: {
    from: ['running'],
    to: 'ready',
    guard: 'two beats of its worker lack it and all answers are drained',
  },
  lost: {
    from: ['dispatched', 'retrying'],
    to: 'ready',
    guard: 'its queue is empty since it was sent and all answers are drained, or it is older than 10 min',
  },
  due: { from: ['retrying'], to: 'ready', guard: 'it is held here, not by the ladder, and its time came' },
  giveUp: { from: ANSWERABLE, to: 'failed', guard: 'too many workers vanished while they held it' },
  bury: {
    from: ANSWERABLE,
    to: 'failed',
    guard: 'its current ticket is a dead letter, or can never be sent',
  },
  cancel: { from: OPEN, to: 'cancelled', guard: 'its job has ended' },
} as const satisfies Record<string, Edge<TaskState>>;

export type TaskEdge = keyof typeof TASK_EDGES;

const UNDER_WAY = ['processing', 'retrying'] as const satisfies readonly JobStatus[];
const UNENDED = ['queued', ...UNDER_WAY] as const satisfies readonly JobStatus[];

/** Every edge of a job. It is born `queued`. */
export const JOB_EDGES = {
  start: { from: ['queued'], to: 'processing', guard: 'it was planned for the first time' },
  retry: { from: ['processing'], to: 'retrying', guard: 'one of its tasks is retrying' },
  resume: { from: ['retrying'], to: 'processing', guard: 'none of its tasks is retrying' },
  complete: { from: UNDER_WAY, to: 'completed', guard: 'its planner has all outputs' },
  fail: { from: UNENDED, to: 'failed', guard: 'a task failed for good, or it can not be planned' },
  cancel: { from: UNENDED, to: 'cancelled', guard: 'its caller asked for it' },
} as const satisfies Record<string, Edge<JobStatus>>;

export type JobEdge = keyof typeof JOB_EDGES;

const allows = <State extends string>(edge: Edge<State>, from: State): boolean => edge.from.includes(from);

/** Whether a task in this state may take the edge. */
export const canTake = (edge: TaskEdge, from: TaskState): boolean =>
  allows<TaskState>(TASK_EDGES[edge], from);
/** Whether a job in this state may take the edge. */
export const canJobTake = (edge: JobEdge, from: JobStatus): boolean =>
  allows<JobStatus>(JOB_EDGES[edge], from);
