import type { Failure, TaskState } from '@reelmill/contracts';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity('tasks')
@Unique('tasks_name', ['jobId', 'name'])
@Index('tasks_to_dispatch', ['queue', 'state', 'createdAt'], {
  where: "state IN ('waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying')",
})
@Index('tasks_key', ['key'], { where: 'key IS NOT NULL' })
export class TaskEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'job_id' })
  jobId!: string;

  /** Unique in its job and stable over re-planning, such as `video-1/segment-3`. */
  @Column('text')
  name!: string;

  @Column('text')
  command!: string;

  @Column('text')
  queue!: string;

  @Column('text')
  state!: TaskState;

  /** Address of what it makes; null where the command is not keyed. */
  @Column('text', { nullable: true })
  key!: string | null;

  @Column('text', { nullable: true })
  engine!: string | null;

  @Column('jsonb')
  payload!: unknown;

  @Column('jsonb', { nullable: true })
  reply!: unknown;

  @Column('jsonb', { nullable: true })
  failure!: Failure | null;

  /** Tasks that must succeed before this one is ready. */
  @Column('integer', { default: 0 })
  unmet!: number;

  /** A planner must look at the job when this task succeeds. */
  @Column('boolean', { name: 'is_fact', default: false })
  isFact!: boolean;

  @Column('smallint')
  priority!: number;

  /** Share of the work in the job's progress; an estimate in arbitrary units. */
  @Column('double precision', { default: 1 })
  weight!: number;

  @Column('double precision', { default: 0 })
  progress!: number;

  @Column('integer', { default: 1 })
  attempt!: number;

  @Column('integer', { default: 0 })
  crashes!: number;

  /** Number of the last ticket; 0 = none yet. */
  @Column('integer', { default: 0 })
  ticket!: number;

  /** Worker process that started it last. */
  @Column('uuid', { name: 'boot_id', nullable: true })
  bootId!: string | null;

  /** `sending` until then; later it is ready again. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('timestamptz', { name: 'dispatched_at', nullable: true })
  dispatchedAt!: Date | null;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
