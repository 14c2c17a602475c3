import { analyzerConfig } from '../../apps/analyzer/src/config';
import { gatewayConfig } from '../../apps/gateway/src/config';
import { orchestratorConfig } from '../../apps/orchestrator/src/config';
import { rendererConfig } from '../../apps/renderer/src/config';
import { storageConfig } from '../../apps/storage/src/config';
import { transcriberConfig } from '../../apps/transcriber/src/config';
import { databaseConfig } from '../../libs/persistence/src/config';

/** What each process reads from the environment. */
export const SERVICES = {
  gateway: gatewayConfig,
  orchestrator: orchestratorConfig,
  storage: storageConfig,
  analyzer: analyzerConfig,
  transcriber: transcriberConfig,
  renderer: rendererConfig,
  migration: databaseConfig,
};

export type ServiceName = keyof typeof SERVICES;
