import type { WorkerService } from '@reelmill/contracts';

/** What a no-op task does. */
export interface NoopTask {
  /** Whose queue it goes to. */
  pool: WorkerService;
  ms: number;
  /** `once`: its first attempt fails; `always`: each does; `kill`: it kills its worker. */
  fails?: 'once' | 'always' | 'kill';
}

export interface NoopInput {
  /** One after the other where `chain`, else at once. */
  tasks: NoopTask[];
  chain: boolean;
}

/** Of the command of a pool. */
export const noopCommandOf = (pool: WorkerService): string => `noop.${pool}`;
