/** What the ScaledObjects of the chart say, in the words of the HorizontalPodAutoscaler. */
export interface Autoscaler {
  /** Work that one pod is meant for. */
  target: number;
  min: number;
  max: number;
  /** A pool shrinks to the most pods that were wanted in so many seconds. */
  stabilizationSeconds: number;
  /** From the last work on until the last pod goes. */
  cooldownSeconds: number;
}

/** How far work may be from what the pods are meant for before anything is done. */
const TOLERANCE = 0.1;
/** The most that a pool grows: 4 pods or its double every 15 seconds. */
const GROWTH = { pods: 4, factor: 2, seconds: 15 };
/** The least that is left of a pool after a minute. */
const SHRINK = { factor: 0.5, seconds: 60 };

export interface ScalerState {
  replicas: number;
  /** What was wanted, with the second, for as long as a policy looks back. */
  wanted: readonly { at: number; replicas: number }[];
  /** What there was, likewise. */
  had: readonly { at: number; replicas: number }[];
  lastWorkAt: number;
}

export const startOf = (replicas: number): ScalerState => ({ replicas, wanted: [], had: [], lastWorkAt: 0 });

/**
 * Pods for so much work, before bounds and policies: `ceil(work / target)` of a metric of type AverageValue, except
 * within the tolerance (kubernetes.io, Horizontal Pod Autoscaling, "Algorithm details").
 */
export function wantedReplicas(work: number, replicas: number, target: number): number {
  if (replicas > 0 && Math.abs(1 - work / (target * replicas)) <= TOLERANCE) return replicas;
  return Math.ceil(work / target);
}

/** The pool after one look at the work, `now` in seconds. */
export function scale(state: ScalerState, work: number, now: number, scaler: Autoscaler): ScalerState {
  const lastWorkAt = work > 0 ? now : state.lastWorkAt;
  const had = [...recent(state.had, now, SHRINK.seconds), { at: now, replicas: state.replicas }];
  const next = (replicas: number, wanted = state.wanted): ScalerState => ({
    replicas,
    wanted,
    had,
    lastWorkAt,
  });
  // From none to one and back is KEDA's: the HorizontalPodAutoscaler knows one pod as the least.
  if (state.replicas === 0) return next(work > 0 ? Math.max(1, scaler.min) : 0);
  if (work === 0 && scaler.min === 0 && now - lastWorkAt >= scaler.cooldownSeconds) return next(0, []);
  const bounded = bound(wantedReplicas(work, state.replicas, scaler.target), scaler);
  const wanted = [...recent(state.wanted, now, scaler.stabilizationSeconds), { at: now, replicas: bounded }];
  const most = Math.max(...wanted.map(({ replicas }) => replicas));
  return next(limited(state.replicas, { bounded, most, had, now }), wanted);
}

const bound = (replicas: number, { min, max }: Autoscaler): number =>
  Math.min(max, Math.max(1, min, replicas));

const recent = <T extends { at: number }>(entries: readonly T[], now: number, seconds: number): T[] =>
  entries.filter(({ at }) => now - at < seconds);

interface Wishes {
  bounded: number;
  most: number;
  had: ScalerState['had'];
  now: number;
}

/** Up at once, to `bounded`; down to `most`; neither faster than its policy. */
function limited(replicas: number, { bounded, most, had, now }: Wishes): number {
  const before = (seconds: number) => recent(had, now, seconds).map((entry) => entry.replicas);
  if (bounded > replicas) {
    const least = Math.min(...before(GROWTH.seconds));
    return Math.max(replicas, Math.min(bounded, Math.max(least + GROWTH.pods, least * GROWTH.factor)));
  }
  if (most >= replicas) return replicas;
  return Math.max(most, Math.min(replicas, Math.floor(Math.max(...before(SHRINK.seconds)) * SHRINK.factor)));
}
