import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '@reelmill/config';
import { brokerConfig } from '@reelmill/messaging';
import { serviceConfig } from '@reelmill/observability';
import { z } from 'zod';

/** What every worker reads from the environment; an app spreads it into the shape of its own `config.ts`. */
export const workerConfig = {
  ...brokerConfig,
  ...serviceConfig,
  /** Tasks of one job at a time; default one per core. A worker has one slot more, for another job. */
  SLOTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1023)
    .default(availableParallelism())
    .describe('a number of tasks, 1..1023'),
  /** Folder for the scratch folders of tasks; made when absent. */
  SCRATCH_DIR: z.string().default(join(tmpdir(), 'reelmill')),
};

export type WorkerConfig = Config<typeof workerConfig>;
