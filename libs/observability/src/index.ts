export { isLoopback, isOwnLoopback, parseHostName } from './host-name';
export type { HostName } from './host-name';
export { HealthChecks } from './health-checks';
export type { HealthCheck } from './health-checks';
export { createLogger } from './logger';
export type { LogLevel, Logger, LoggerOptions } from './logger';
export {
  artifactConflictsTotal,
  artifactsTotal,
  brokerBlocked,
  crashesTotal,
  deadLetters,
  httpRequestSeconds,
  jobSeconds,
  jobWaitSeconds,
  jobsTotal,
  oldestReadySeconds,
  publishReturnedTotal,
  registry,
  retriesTotal,
  slots,
  taskSeconds,
  tasks,
} from './metrics';
export { NestLogger } from './nest-logger';
export { LOGGER, ObservabilityModule } from './observability.module';
export { runService, startService } from './run-service';
export type { Listener, RunningService, ServiceOptions } from './run-service';
export { serviceConfig } from './service-config';
export { withoutUrlCredentials } from './without-url-secrets';
