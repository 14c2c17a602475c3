import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The history of a job: gap-free from 1. */
@Entity('job_events')
@Index('job_events_unpublished', ['jobId', 'sequence'], { where: 'published_at IS NULL' })
export class JobEventEntity {
  @PrimaryColumn('uuid', { name: 'job_id' })
  jobId!: string;

  @PrimaryColumn('integer')
  sequence!: number;

  /** `job.queued`, `job.started`, `job.completed` … */
  @Column('text')
  type!: string;

  @Column('jsonb')
  data!: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** Null = not yet sent to the broker. */
  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;
}
