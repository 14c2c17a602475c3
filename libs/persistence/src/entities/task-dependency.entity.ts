import { Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('task_dependencies')
@Index('task_dependencies_needs', ['needsId'])
export class TaskDependencyEntity {
  @PrimaryColumn('uuid', { name: 'task_id' })
  taskId!: string;

  /** The task that must succeed first. */
  @PrimaryColumn('uuid', { name: 'needs_id' })
  needsId!: string;
}
