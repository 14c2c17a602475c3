import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that nobody could handle, with its bytes, for a person to look at. */
@Entity('dead_letters')
@Index('dead_letters_newest', ['createdAt'])
@Index('dead_letters_once', ['queue', 'identity'], { unique: true })
export class DeadLetterEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  queue!: string;

  @Column('bytea')
  body!: Buffer;

  @Column('jsonb')
  headers!: unknown;

  @Column('text')
  reason!: string;

  /** The task of a ticket, else the sha256 of the body: however often a letter comes, it is kept once. */
  @Column('text')
  identity!: string;

  /** Attempts and crashes of its task until then; null where it is of none. */
  @Column('integer', { nullable: true })
  attempts!: number | null;

  @Column('integer', { nullable: true })
  crashes!: number | null;

  @Column('uuid', { name: 'job_id', nullable: true })
  jobId!: string | null;

  @Column('uuid', { name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
