import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Which of several readers of a queue is the one: its takeover number. A transaction compares it under `FOR SHARE`, so
 * that what an overtaken reader commits late is refused.
 */
@Entity('fences')
export class FenceEntity {
  @PrimaryColumn('text')
  name!: string;

  @Column('integer')
  number!: number;

  /** When that reader last saw that all sent before was written; null = never. */
  @Column('timestamptz', { name: 'drained_at', nullable: true })
  drainedAt!: Date | null;
}
