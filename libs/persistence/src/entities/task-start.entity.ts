import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That a worker began a task; open until it answers. When the worker vanishes, each open start is a crash. */
@Entity('task_starts')
@Index('task_starts_open', ['bootId'], { where: 'ended_at IS NULL' })
export class TaskStartEntity {
  @PrimaryColumn('uuid', { name: 'task_id' })
  taskId!: string;

  @PrimaryColumn('uuid', { name: 'boot_id' })
  bootId!: string;

  @PrimaryColumn('integer')
  ticket!: number;

  @PrimaryColumn('integer')
  attempt!: number;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
