export { databaseConfig } from './config';
export { createDataSource, dataSourceOptions } from './data-source';
export type { DatabaseOptions } from './data-source';
export { ArtifactEntity } from './entities/artifact.entity';
export { AssetEntity } from './entities/asset.entity';
export { DeadLetterEntity } from './entities/dead-letter.entity';
export { FenceEntity } from './entities/fence.entity';
export { JobEventEntity } from './entities/job-event.entity';
export { JobEntity } from './entities/job.entity';
export type { JobError, JobOutput } from './entities/job.entity';
export { TaskDependencyEntity } from './entities/task-dependency.entity';
export { TaskStartEntity } from './entities/task-start.entity';
export { TaskEntity } from './entities/task.entity';
export type { TaskSubject } from './entities/task.entity';
export { WorkerEntity } from './entities/worker.entity';
export { runMigrations } from './run-migrations';
export { schemaCheck } from './schema-check';
export {
  canTryAgain,
  classifyDatabaseError,
  isDatabaseFull,
  isDatabaseOutage,
  isLasting,
  type DatabaseErrorClass,
} from './database-error';
