import { workerConfig } from '@reelmill/messaging';
import { databaseConfig } from '@reelmill/persistence';

const { AMQP_URL, ADMIN_PORT, ADMIN_HOST, LOG_LEVEL, DRAIN_SECONDS } = workerConfig;

/** What the orchestrator reads from the environment. */
export const orchestratorConfig = {
  AMQP_URL,
  ADMIN_PORT,
  ADMIN_HOST,
  LOG_LEVEL,
  DRAIN_SECONDS,
  ...databaseConfig,
};
