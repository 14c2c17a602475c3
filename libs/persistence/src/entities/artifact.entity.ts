import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a keyed task made: its reply, to be used again wherever the key comes up. */
@Entity('artifacts')
export class ArtifactEntity {
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  command!: string;

  @Column('jsonb')
  reply!: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
