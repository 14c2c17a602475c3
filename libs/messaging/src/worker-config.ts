import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { secret, type Config } from '@reelmill/config';
import { LOG_LEVELS, adminConfig } from '@reelmill/observability';
import { z } from 'zod';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** What every worker reads from the environment; an app spreads it into the shape of its own `config.ts`. */
export const workerConfig = {
  /** Broker address with credentials and virtual host. Secret. */
  AMQP_URL: secret(z.url({ protocol: /^amqps?$/ }).describe('an amqp:// or amqps:// address')),
  ...adminConfig,
  /** Tasks at a time; default one per core. */
  SLOTS: whole(1, 1024).default(availableParallelism()).describe('a number of tasks, 1..1024'),
  /** Folder for the scratch folders of tasks; made when absent. */
  SCRATCH_DIR: z.string().default(join(tmpdir(), 'reelmill')),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** Time to end the work in hand after SIGTERM, in seconds. */
  DRAIN_SECONDS: whole(1, 3600).default(25).describe('seconds, 1..3600'),
};

export type WorkerConfig = Config<typeof workerConfig>;
