import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One boot of a worker process. */
@Entity('workers')
@Index('workers_alive', ['service', 'lastBeatAt'], { where: 'stopped_at IS NULL AND gone_at IS NULL' })
export class WorkerEntity {
  @PrimaryColumn('uuid', { name: 'boot_id' })
  bootId!: string;

  @Column('text')
  service!: string;

  @Column('text')
  host!: string;

  @Column('text')
  engine!: string;

  /** Hash over the engines of its commands; null where none of them is keyed. */
  @Column('text', { nullable: true })
  build!: string | null;

  @Column('integer')
  slots!: number;

  @Column('timestamptz', { name: 'started_at', default: () => 'now()' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'last_beat_at', default: () => 'now()' })
  lastBeatAt!: Date;

  /** It said that it ends. */
  @Column('timestamptz', { name: 'stopped_at', nullable: true })
  stoppedAt!: Date | null;

  /** It fell silent. */
  @Column('timestamptz', { name: 'gone_at', nullable: true })
  goneAt!: Date | null;
}
