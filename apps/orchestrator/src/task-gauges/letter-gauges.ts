import { TASK_QUEUES } from '@reelmill/contracts';
import { ANSWERS_QUEUE } from '@reelmill/messaging';
import { deadLetters } from '@reelmill/observability';
import { rows } from '../job-records/rows';
import type { GaugeGroup } from './gauge-group';

export const LETTER_GAUGES: GaugeGroup = {
  async measure(manager) {
    const letters = await rows<{ queue: string; count: number }>(
      manager,
      'SELECT queue, count(*)::int AS count FROM dead_letters GROUP BY queue',
    );
    deadLetters.reset();
    for (const queue of [...TASK_QUEUES, ANSWERS_QUEUE]) deadLetters.set({ queue }, 0);
    for (const { queue, count } of letters) deadLetters.set({ queue }, count);
  },
  forget() {
    deadLetters.reset();
  },
};
