import { TASK_QUEUES } from '@reelmill/contracts';
import { oldestReadySeconds, tasks } from '@reelmill/observability';
import { rows } from '../job-records/rows';
import type { GaugeGroup } from './gauge-group';

const OPEN_STATES = ['waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying'];

export const OPEN_TASK_GAUGES: GaugeGroup = {
  async measure(manager) {
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
  },
  forget() {
    for (const gauge of [tasks, oldestReadySeconds]) gauge.reset();
  },
};
