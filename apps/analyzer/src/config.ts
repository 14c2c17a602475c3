import type { Config } from '@reelmill/config';
import { workerConfig } from '@reelmill/worker';
import { z } from 'zod';

/** All that can be set. */
export const analyzerConfig = {
  ...workerConfig,
  OBJECTS_DIR: z
    .string()
    .describe('a folder')
    .meta({ about: 'Folder of the object store, the same for all services.' }),
};

export type AnalyzerConfig = Config<typeof analyzerConfig>;
