import type { Failure, TaskState } from '@reelmill/contracts';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** Where in the spec a fact comes from: JSON pointers, five at most, and the source as it was written there. */
export interface TaskSubject {
  pointers: string[];
  src: string;
}

@Entity('tasks')
@Unique('tasks_name', ['jobId', 'name'])
@Index('tasks_to_dispatch', ['queue', 'state', 'createdAt'], {
  where: "state IN ('waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying')",
})
@Index('tasks_ready', ['queue', 'build', 'owner', 'rank', 'id'], { where: "state = 'ready'" })
@Index('tasks_issued', ['queue', 'build', 'state'], {
  where: "state IN ('sending', 'dispatched', 'running', 'retrying')",
})
@Index('tasks_of_boot', ['bootId'], { where: "state = 'running'" })
@Index('tasks_ready_key', ['key'], { where: "state = 'ready' AND key IS NOT NULL" })
@Index('tasks_making', ['key'], {
  where: "key IS NOT NULL AND state IN ('sending', 'dispatched', 'running', 'retrying')",
})
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

  /** The pool of slots that works it off, `<service>.tasks`. */
  @Column('text')
  queue!: string;

  /** Build of the service that it was planned for; null where the command is not keyed. */
  @Column('text', { nullable: true })
  build!: string | null;

  /** Of its job; owners take turns. */
  @Column('text')
  owner!: string;

  /** Since when it waits, less a minute for each step of its priority: the oldest is the next of its owner. */
  @Column('timestamptz')
  rank!: Date;

  @Column('text')
  state!: TaskState;

  /** Address of what it makes; null where the command is not keyed. */
  @Column('text', { nullable: true })
  key!: string | null;

  @Column('text', { nullable: true })
  engine!: string | null;

  @Column('jsonb')
  payload!: unknown;

  /** What the caller wrote that it is about, for the error of its job. */
  @Column('jsonb', { nullable: true })
  subject!: TaskSubject | null;

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

  /** `retrying` until `due_at` without a ticket on the ladder: the delay is longer than that. */
  @Column('boolean', { default: false })
  held!: boolean;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
