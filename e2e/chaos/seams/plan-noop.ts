import { artifactKey, findCommand } from '@reelmill/contracts';
import type { Builds, Decision, TaskPlan, TaskSnapshot } from '@reelmill/workflow';
import { noopCommandOf, type NoopInput, type NoopTask } from './noop-task';

interface NoopJob {
  id: string;
  input: unknown;
  tasks: readonly TaskSnapshot[];
}

/** The planner of no-op jobs: all tasks at once, complete when all have succeeded. */
export function planNoop(job: NoopJob, builds: Builds): Decision {
  const { tasks, chain } = job.input as NoopInput;
  const done = job.tasks.filter(({ state }) => state === 'succeeded').length;
  if (done === tasks.length) return { kind: 'complete', outputs: [] };
  const plans = tasks.map((task, index) => planOf({ ...task, of: `${job.id} ${index}` }, builds));
  const missing = tasks.find((_, index) => plans[index] === null);
  if (missing) return { kind: 'wait', stage: 'waiting_for_worker', service: missing.pool };
  return {
    kind: 'tasks',
    stage: 'rendering',
    warnings: [],
    tasks: plans.map((plan, index) => ({
      ...plan!,
      name: `noop-${index}`,
      weight: 1,
      isFact: true,
      needs: chain && index > 0 ? [`noop-${index - 1}`] : [],
    })),
  };
}

type Made = Pick<TaskPlan, 'command' | 'payload' | 'key' | 'engine' | 'build'>;

/** No two have the same key. Null while no worker is known that does it. */
function planOf(payload: NoopTask & { of: string }, builds: Builds): Made | null {
  const command = findCommand(noopCommandOf(payload.pool))!;
  if (!command.keyed) return { command, payload, key: null, engine: null, build: null };
  const maker = builds[command.owner];
  const engine = maker?.engines[command.name];
  if (maker === undefined || engine === undefined) return null;
  return {
    command,
    payload,
    key: artifactKey(command, payload, engine),
    engine,
    build: maker.build,
  };
}
