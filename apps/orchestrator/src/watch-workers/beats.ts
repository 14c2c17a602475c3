import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Beat } from '@reelmill/contracts';
import { DataSource } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { refreshJobs } from '../job-records/refresh-jobs';
import { recordLife } from './record-workers';

/** Notes that workers live and how far their tasks are. */
@Injectable()
export class Beats {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  async note(beat: Beat): Promise<void> {
    await inTransaction(this.source, async (manager) => {
      await recordLife(manager, beat);
      if (beat.tasks.length === 0) return;
      const jobIds = [...new Set(beat.tasks.map(({ job }) => job))];
      await manager.query('SELECT id FROM jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [jobIds]);
      await manager.query(
        `UPDATE tasks t SET progress = greatest(t.progress, b.progress)
         FROM unnest($1::uuid[], $2::integer[], $3::double precision[]) AS b (id, ticket, progress)
         WHERE t.id = b.id AND t.ticket = b.ticket AND t.state = 'running'`,
        [
          beat.tasks.map(({ task }) => task),
          beat.tasks.map(({ ticket }) => ticket),
          beat.tasks.map(({ progress }) => progress),
        ],
      );
      await refreshJobs(manager, jobIds);
    });
  }
}
