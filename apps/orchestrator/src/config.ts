import { workerConfig } from '@reelmill/messaging';
import { databaseConfig } from '@reelmill/persistence';

const { AMQP_URL, PORT, HOST, LOG_LEVEL, DRAIN_SECONDS } = workerConfig;

/** What the orchestrator reads from the environment. */
export const orchestratorConfig = { AMQP_URL, PORT, HOST, LOG_LEVEL, DRAIN_SECONDS, ...databaseConfig };
