import type { Config } from '@reelmill/config';
import { workerConfig } from '@reelmill/worker';
import { z } from 'zod';

/** All that can be set. */
export const rendererConfig = {
  ...workerConfig,
  /** Folder of the object store, the same for all services. */
  OBJECTS_DIR: z.string().describe('the folder of the object store'),
};

export type RendererConfig = Config<typeof rendererConfig>;
