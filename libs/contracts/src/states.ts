/** A job's states in the order it moves; the last three are final. */
export const JOB_STATUSES = ['queued', 'processing', 'retrying', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];
export const FINAL_JOB_STATUSES = [
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly JobStatus[];

/** A task's states in the order it moves; the last three are final. */
export const TASK_STATES = [
  'waiting',
  'ready',
  'sending',
  'dispatched',
  'running',
  'retrying',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type TaskState = (typeof TASK_STATES)[number];
export const FINAL_TASK_STATES = ['succeeded', 'failed', 'cancelled'] as const satisfies readonly TaskState[];

export const isFinalJob = (status: JobStatus): boolean =>
  (FINAL_JOB_STATUSES as readonly JobStatus[]).includes(status);
export const isFinalTask = (state: TaskState): boolean =>
  (FINAL_TASK_STATES as readonly TaskState[]).includes(state);
