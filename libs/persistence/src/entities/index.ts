import { ArtifactEntity } from './artifact.entity';
import { AssetEntity } from './asset.entity';
import { DeadLetterEntity } from './dead-letter.entity';
import { FenceEntity } from './fence.entity';
import { JobEventEntity } from './job-event.entity';
import { JobEntity } from './job.entity';
import { TaskDependencyEntity } from './task-dependency.entity';
import { TaskStartEntity } from './task-start.entity';
import { TaskEntity } from './task.entity';
import { WorkerEntity } from './worker.entity';

export const ENTITIES = [
  ArtifactEntity,
  AssetEntity,
  DeadLetterEntity,
  FenceEntity,
  JobEntity,
  JobEventEntity,
  TaskDependencyEntity,
  TaskEntity,
  TaskStartEntity,
  WorkerEntity,
];
