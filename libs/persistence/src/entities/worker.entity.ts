import type { CommandEngines } from '@reelmill/contracts';
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

  /** Hash over `engines`. */
  @Column('text')
  build!: string;

  @Column('jsonb')
  engines!: CommandEngines;

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
