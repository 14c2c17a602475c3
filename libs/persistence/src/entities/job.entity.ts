import type { JobStatus } from '@reelmill/contracts';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a caller sees of a job that failed. */
export interface JobError {
  code: string;
  message: string;
  /** Name of the task that failed, such as `video-1/segment-3`; null when no task is to blame. */
  task: string | null;
  /** Where in the spec the cause stands, such as `/input/scenes/0/elements/1`; absent when that is not known. */
  pointer?: string;
  /** The source as the caller wrote it there, without its secrets. */
  src?: string;
}

/** A file that the caller asked for; `object` is its name in the object store. */
export interface JobOutput {
  name: string;
  kind: 'video' | 'thumbnail' | 'captions';
  object: string;
  contentType: string;
  bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  /** Seconds. */
  duration: number | null;
}

@Entity('jobs')
@Check('jobs_priority', 'priority BETWEEN 0 AND 10')
@Check('jobs_progress', 'progress BETWEEN 0 AND 1')
@Index('jobs_newest', ['createdAt', 'id'])
@Index('jobs_to_plan', ['owner', 'priority', 'createdAt'], { where: 'needs_plan' })
@Index('jobs_open', ['status'], { where: "status IN ('queued', 'processing', 'retrying')" })
@Index('jobs_cancelling', ['id'], {
  where: "cancel_requested AND status NOT IN ('completed', 'failed', 'cancelled')",
})
export class JobEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  type!: string;

  @Column('text')
  owner!: string;

  @Column('smallint')
  priority!: number;

  @Column('text')
  status!: JobStatus;

  /** The spec as the caller sent it. */
  @Column('jsonb')
  input!: unknown;

  @Column('text')
  traceparent!: string;

  /** A planner must look at the job: it is new, a fact that it waits for came, or all its tasks ended. */
  @Column('boolean', { name: 'needs_plan' })
  needsPlan!: boolean;

  /** Counts what set `needsPlan`, so that a planner sees what came while it decided. */
  @Column('integer', { name: 'plan_requests', default: 0 })
  planRequests!: number;

  /** Tries at planning that were begun since one ended well: written before each, so that one that ends the process counts. */
  @Column('integer', { name: 'plan_attempts', default: 0 })
  planAttempts!: number;

  /** Tries that failed for a reason that passes, since one ended well; they do not count as attempts. */
  @Column('integer', { name: 'plan_delays', default: 0 })
  planDelays!: number;

  /** Not to be planned before. */
  @Column('timestamptz', { name: 'plan_after', nullable: true })
  planAfter!: Date | null;

  /** An orchestrator plans it until then; also the mark by which it knows its claim again. */
  @Column('timestamptz', { name: 'plan_claimed_until', nullable: true })
  planClaimedUntil!: Date | null;

  /** Times that what was planned had to be forgotten: artifacts were lost, or no worker of the engine was left. */
  @Column('integer', { default: 0 })
  replans!: number;

  @Column('boolean', { name: 'cancel_requested', default: false })
  cancelRequested!: boolean;

  /** 0..1, never falls. */
  @Column('double precision', { default: 0 })
  progress!: number;

  @Column('text')
  stage!: string;

  @Column('text', { name: 'progress_message' })
  progressMessage!: string;

  @Column('jsonb', { nullable: true })
  error!: JobError | null;

  @Column('jsonb', { default: () => "'[]'" })
  warnings!: string[];

  @Column('jsonb', { default: () => "'[]'" })
  outputs!: JobOutput[];

  /** Number of the job's last event. */
  @Column('integer', { name: 'event_sequence', default: 0 })
  eventSequence!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt!: Date | null;
}
