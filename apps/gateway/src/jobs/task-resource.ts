import type { TaskEntity } from '@reelmill/persistence';

/** What is read of a task for its resource: not its payload and reply, which are for workers. */
export const TASK_FIELDS = {
  name: true,
  command: true,
  state: true,
  attempt: true,
  crashes: true,
  progress: true,
  startedAt: true,
  finishedAt: true,
  failure: true,
} as const satisfies { [Name in keyof TaskEntity]?: true };

export type TaskFields = Pick<TaskEntity, keyof typeof TASK_FIELDS>;

/** A task as the API shows it. */
export interface TaskResource {
  name: string;
  command: string;
  state: TaskEntity['state'];
  attempt: number;
  crashes: number;
  /** 0..1 */
  progress: number;
  started_at: string | null;
  finished_at: string | null;
  failure: { code: string; message: string } | null;
}

/** The failure's cause is for the operator's log: it may hold paths. */
export function taskResource(task: TaskFields): TaskResource {
  return {
    name: task.name,
    command: task.command,
    state: task.state,
    attempt: task.attempt,
    crashes: task.crashes,
    progress: task.progress,
    started_at: task.startedAt?.toISOString() ?? null,
    finished_at: task.finishedAt?.toISOString() ?? null,
    failure: task.failure && { code: task.failure.code, message: task.failure.message },
  };
}
