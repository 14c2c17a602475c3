import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TASK_QUEUES } from '@reelmill/contracts';
import { ANSWERS_QUEUE } from '@reelmill/messaging';
import { deadLetters, oldestReadySeconds, tasks } from '@reelmill/observability';
import { DataSource, type EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';
import { measureEvents } from './event-gauges';
import { forgetGauges } from './forget-gauges';
import { measureJobs } from './job-gauges';
import { measureWorkers } from './worker-gauges';

const OPEN_STATES = ['waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying'];

/** Shows what stands in the database as gauges; every orchestrator shows the same. */
@Injectable()
export class TaskGauges {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Shows nothing when it fails. */
  async measure(): Promise<false> {
    try {
      await measureTasks(this.source.manager);
      await measureLetters(this.source.manager);
      await measureJobs(this.source.manager);
      await measureWorkers(this.source.manager);
      await measureEvents(this.source.manager);
    } catch (error) {
      forgetGauges();
      throw error;
    }
    return false;
  }
}

async function measureTasks(manager: EntityManager): Promise<void> {
  const counts = await rows<{ queue: string; state: string; count: number; oldest: number }>(
    manager,
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
}

async function measureLetters(manager: EntityManager): Promise<void> {
  const letters = await rows<{ queue: string; count: number }>(
    manager,
    'SELECT queue, count(*)::int AS count FROM dead_letters GROUP BY queue',
  );
  deadLetters.reset();
  for (const queue of [...TASK_QUEUES, ANSWERS_QUEUE]) deadLetters.set({ queue }, 0);
  for (const { queue, count } of letters) deadLetters.set({ queue }, count);
}
