import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Control } from '@reelmill/contracts';
import { DataSource } from 'typeorm';
import { endJob } from '../transitions/end-job';
import { inTransaction } from '../job-records/in-transaction';
import { observeEnd } from '../job-records/observe-end';
import { rows } from '../job-records/rows';

const JOBS_A_ROUND = 100;

/** Ends the jobs whose callers asked for it. */
@Injectable()
export class JobCanceller {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Returns what workers must be told, so that running ffmpeg processes stop, and whether there may be more. */
  async cancel(): Promise<{ more: boolean; controls: Control[] }> {
    const asked = await rows<{ id: string }>(
      this.source.manager,
      `SELECT id FROM jobs WHERE cancel_requested AND status NOT IN ('completed', 'failed', 'cancelled')
       LIMIT ${JOBS_A_ROUND}`,
    );
    const controls: Control[] = [];
    for (const { id } of asked) {
      if (await this.cancelJob(id)) controls.push({ type: 'cancel', job: id });
    }
    return { more: controls.length === JOBS_A_ROUND, controls };
  }

  /** False when its row is locked just now: the next round has it, and the others do not wait for it. */
  private cancelJob(id: string): Promise<boolean> {
    return inTransaction(this.source, async (manager) => {
      const locked = await rows(manager, 'SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE SKIP LOCKED', [id]);
      if (locked.length === 0) return false;
      if (await endJob(manager, id, { status: 'cancelled' })) await observeEnd(manager, id);
      return true;
    });
  }
}
