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
  SLOTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(1023)
    .default(availableParallelism())
    .describe('a number of tasks, 1..1023')
    .meta({
      about: 'Tasks of one job at a time. A worker has one slot more, for another job.',
      usual: 'one per core',
    }),
  SCRATCH_DIR: z.string().default(join(tmpdir(), 'reelmill')).describe('a folder').meta({
    about:
      'Folder for the scratch folders of tasks; made when absent. Workers of one machine may share it, two containers must not: at its start a worker clears away what belongs to no process that it sees.',
    usual: '`reelmill` in the folder for temporary files',
  }),
};

export type WorkerConfig = Config<typeof workerConfig>;
