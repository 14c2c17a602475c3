export { isLoopback, isOwnLoopback, parseHostName } from './host-name';
export type { HostName } from './host-name';
export { HealthChecks } from './health-checks';
export type { HealthCheck } from './health-checks';
export { createLogger } from './logger';
export type { LogLevel, Logger, LoggerOptions } from './logger';
export { watchDisk } from './disk-space';
export {
  artifactConflictsTotal,
  artifactsTotal,
  brokerBlocked,
  brokerConnected,
  builds,
  crashesTotal,
  databaseSeconds,
  deadLetters,
  diskFreeBytes,
  diskSizeBytes,
  eventsUnpublished,
  httpRequestSeconds,
  jobSeconds,
  jobWaitSeconds,
  jobs,
  jobsTotal,
  oldestEventSeconds,
  oldestReadySeconds,
  publishReturnedTotal,
  registry,
  retriesTotal,
  roundSeconds,
  slots,
  taskSeconds,
  tasks,
  workerSlots,
  workers,
  workersGoneTotal,
} from './metrics';
export { NestLogger } from './nest-logger';
export { LOGGER, ObservabilityModule } from './observability.module';
export { runService, startService } from './run-service';
export type { Listener, RunningService, ServiceOptions } from './run-service';
export { serviceConfig } from './service-config';
export { withoutUrlCredentials } from './without-url-secrets';
