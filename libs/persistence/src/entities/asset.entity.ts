import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Bytes that came in, by upload or download. */
@Entity('assets')
export class AssetEntity {
  @PrimaryColumn('text')
  sha256!: string;

  @Column('bigint')
  bytes!: string;

  @Column('text', { name: 'content_type' })
  contentType!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
