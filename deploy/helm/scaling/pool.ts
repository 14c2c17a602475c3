import { scale, startOf, type Autoscaler } from './horizontal-pod-autoscaler';

/** Tasks that come at a second, each with how long it runs. */
export interface Arrival {
  at: number;
  seconds: readonly number[];
}

export interface PoolOptions {
  scaler: Autoscaler;
  arrivals: readonly Arrival[];
  /** From the wish for a pod until it takes work. */
  startSeconds: number;
  /** Between two looks at the work. */
  pollSeconds: number;
  seconds: number;
  replicas: number;
}

/** One second of the pool. */
export interface Moment {
  at: number;
  waiting: number;
  running: number;
  replicas: number;
}

interface Pod {
  readyAt: number;
  /** When its tasks end. */
  tasks: number[];
}

/** A pool whose tasks run in pods, one in each slot, scaled second by second; what a pod that goes holds, it ends. */
export function runPool(options: PoolOptions): Moment[] {
  const { scaler, arrivals, pollSeconds, replicas } = options;
  let state = startOf(replicas);
  const pods: Pod[] = Array.from({ length: replicas }, () => ({ readyAt: 0, tasks: [] }));
  const leaving: Pod[] = [];
  const waiting: number[] = [];
  return Array.from({ length: options.seconds }, (_, at) => {
    for (const pod of [...pods, ...leaving]) pod.tasks = pod.tasks.filter((end) => end > at);
    waiting.push(...arrivals.filter((arrival) => arrival.at === at).flatMap(({ seconds }) => seconds));
    assign(pods, waiting, { at, slots: scaler.target });
    const running = [...pods, ...leaving].reduce((sum, { tasks }) => sum + tasks.length, 0);
    const moment = { at, waiting: waiting.length, running };
    if (at % pollSeconds === 0) state = scale(state, moment.waiting + running, at, scaler);
    while (pods.length < state.replicas) pods.push({ readyAt: at + options.startSeconds, tasks: [] });
    leaving.push(...takeBusiest(pods, pods.length - state.replicas));
    return { ...moment, replicas: state.replicas };
  });
}

function assign(pods: readonly Pod[], waiting: number[], { at, slots }: { at: number; slots: number }): void {
  for (const pod of pods)
    while (pod.readyAt <= at && pod.tasks.length < slots && waiting.length > 0)
      pod.tasks.push(at + (waiting.shift() ?? 0));
}

/** Kubernetes chooses; it is never worse than the pods with the most work. */
function takeBusiest(pods: Pod[], count: number): Pod[] {
  pods.sort((one, other) => one.tasks.length - other.tasks.length);
  return count > 0 ? pods.splice(-count) : [];
}
