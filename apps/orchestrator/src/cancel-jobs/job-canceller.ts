import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Control } from '@reelmill/contracts';
import { DataSource } from 'typeorm';
import { endJob } from '../transitions/end-job';
import { inTransaction } from '../job-records/in-transaction';
import { observeEnd } from '../job-records/observe-end';
import { rows } from '../job-records/rows';

/** Ends the jobs whose callers asked for it. */
@Injectable()
export class JobCanceller {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Returns what workers must be told, so that running ffmpeg processes stop. */
  async cancel(): Promise<Control[]> {
    const asked = await rows<{ id: string }>(
      this.source.manager,
      `SELECT id FROM jobs WHERE cancel_requested AND status NOT IN ('completed', 'failed', 'cancelled') LIMIT 100`,
    );
    const controls: Control[] = [];
    for (const { id } of asked) {
      await inTransaction(this.source, async (manager) => {
        await manager.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [id]);
        if (await endJob(manager, id, { status: 'cancelled' })) await observeEnd(manager, id);
      });
      controls.push({ type: 'cancel', job: id });
    }
    return controls;
  }
}
