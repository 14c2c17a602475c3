import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TASK_QUEUES } from '@reelmill/contracts';
import { deadLetters, oldestReadySeconds, tasks } from '@reelmill/observability';
import { DataSource } from 'typeorm';
import { rows } from '../job-records/rows';

const OPEN_STATES = ['waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying'];

/** Shows the open tasks of the database as gauges; workers are scaled by them. */
@Injectable()
export class TaskGauges {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  async measure(): Promise<false> {
    const counts = await rows<{ queue: string; state: string; count: number; oldest: number }>(
      this.source.manager,
      `SELECT queue, state, count(*)::int AS count, extract(epoch FROM now() - min(created_at))::float8 AS oldest
       FROM tasks WHERE state IN ('waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying')
       GROUP BY queue, state`,
    );
    for (const queue of TASK_QUEUES) {
      for (const state of OPEN_STATES) {
        const found = counts.find((each) => each.queue === queue && each.state === state);
        tasks.set({ queue, state }, found?.count ?? 0);
        if (state === 'ready') oldestReadySeconds.set({ queue }, found?.oldest ?? 0);
      }
    }
    const letters = await rows<{ queue: string; count: number }>(
      this.source.manager,
      'SELECT queue, count(*)::int AS count FROM dead_letters GROUP BY queue',
    );
    deadLetters.reset();
    for (const { queue, count } of letters) deadLetters.set({ queue }, count);
    return false;
  }
}
