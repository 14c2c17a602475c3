import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { isDatabaseOutage } from '@reelmill/persistence';
import { DataSource } from 'typeorm';
import { endJob } from '../transitions/end-job';
import { inTransaction } from '../job-records/in-transaction';
import { observeEnd } from '../job-records/observe-end';
import { rows } from '../job-records/rows';
import type { Tell } from '../rounds/tell';

const JOBS_A_ROUND = 100;

/** Ends the jobs whose callers asked for it. */
@Injectable()
export class JobCanceller {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /**
   * Workers are told, so that running ffmpeg processes stop. Returns whether there may be more. One that can't be ended
   * does not keep the others waiting.
   * @throws what went wrong at the first of those, after the others; at once when the database can't be reached
   */
  async cancel(tell: Tell): Promise<boolean> {
    const asked = await rows<{ id: string }>(
      this.source.manager,
      `SELECT id FROM jobs WHERE cancel_requested AND status NOT IN ('completed', 'failed', 'cancelled')
       LIMIT ${JOBS_A_ROUND}`,
    );
    const errors: unknown[] = [];
    let ended = 0;
    for (const { id } of asked) {
      try {
        if (!(await this.cancelJob(id))) continue;
        tell([{ type: 'cancel', job: id }]);
        ended += 1;
      } catch (error) {
        errors.push(error);
        if (isDatabaseOutage(error)) break;
      }
    }
    if (errors.length > 0) throw errors[0];
    return ended === JOBS_A_ROUND;
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
