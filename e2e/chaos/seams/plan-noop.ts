import { findCommand } from '@reelmill/contracts';
import type { Decision, TaskSnapshot } from '@reelmill/workflow';
import type { NoopInput } from './noop-task';

/** The planner of no-op jobs: all tasks at once, complete when all have succeeded. */
export function planNoop(job: { input: unknown; tasks: readonly TaskSnapshot[] }): Decision {
  const { tasks, chain } = job.input as NoopInput;
  const done = job.tasks.filter(({ state }) => state === 'succeeded').length;
  if (done === tasks.length) return { kind: 'complete', outputs: [] };
  return {
    kind: 'tasks',
    stage: 'rendering',
    warnings: [],
    tasks: tasks.map((payload, index) => ({
      name: `noop-${index}`,
      command: findCommand('noop.run')!,
      payload,
      key: null,
      engine: null,
      build: null,
      weight: 1,
      isFact: true,
      needs: chain && index > 0 ? [`noop-${index - 1}`] : [],
    })),
  };
}
