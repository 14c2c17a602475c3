import { brokerConfig } from '@reelmill/messaging';
import { serviceConfig } from '@reelmill/observability';
import { databaseConfig } from '@reelmill/persistence';

/** What the orchestrator reads from the environment. */
export const orchestratorConfig = { ...brokerConfig, ...serviceConfig, ...databaseConfig };
