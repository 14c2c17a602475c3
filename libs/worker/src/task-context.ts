import type { Logger } from '@reelmill/observability';

/** What a handler gets besides its payload. */
export interface TaskContext {
  readonly job: string;
  readonly task: string;
  /** From 1. */
  readonly attempt: number;
  /** Artifact key when the command is keyed. */
  readonly key: string | null;
  readonly engine: string | null;
  /** Aborted on cancel, on time-out, and when the worker has to stop; its reason is a `TaskError`. */
  readonly signal: AbortSignal;
  /** Writes job, task, command and trace with each line. */
  readonly logger: Logger;
  /** An empty folder for this attempt; removed afterwards. */
  readonly scratch: string;
  /** How much is done, 0..1. Cheap: call it often. */
  progress(fraction: number): void;
  /** Says that the artifact was in the store already and nothing was made. */
  reused(): void;
}
