import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that nobody could handle, with its bytes, for a person to look at. */
@Entity('dead_letters')
@Index('dead_letters_newest', ['createdAt'])
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

  @Column('uuid', { name: 'job_id', nullable: true })
  jobId!: string | null;

  @Column('uuid', { name: 'task_id', nullable: true })
  taskId!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
