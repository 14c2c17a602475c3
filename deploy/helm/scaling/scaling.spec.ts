import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { named, render } from '../testing/chart';
import { scale, startOf, wantedReplicas, type Autoscaler } from './horizontal-pod-autoscaler';
import { bursts, stream, type Load } from './loads';
import { runPool, type Moment } from './pool';
import { turns } from './turns';

interface ScaledObject {
  minReplicaCount: number;
  maxReplicaCount: number;
  pollingInterval: number;
  cooldownPeriod: number;
  advanced: {
    horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: number } } };
  };
  triggers: [{ metadata: { targetValue: string } }];
}

const spec = named(render('keda'), 'ScaledObject', 'reelmill-renderer').spec as unknown as ScaledObject;
/** What the chart says of its renderers. */
const scaler: Autoscaler = {
  target: Number(spec.triggers[0].metadata.targetValue),
  min: spec.minReplicaCount,
  max: spec.maxReplicaCount,
  stabilizationSeconds:
    spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds,
  cooldownSeconds: spec.cooldownPeriod,
};
const needed = (running: number): number => Math.min(scaler.max, Math.ceil(running / scaler.target));

const run = (load: Load, by = scaler): Moment[] =>
  runPool({ ...load, scaler: by, pollSeconds: spec.pollingInterval, startSeconds: 40, replicas: 0 });

/** Steps down, each with what ran when it was taken. */
const stepsDown = (moments: readonly Moment[]) =>
  moments.filter(({ replicas }, index) => replicas < (moments[index - 1]?.replicas ?? 0));

const turnsByPhase = (moments: readonly Moment[], { phases, seconds }: Load): number[] =>
  phases.map((from, index) =>
    turns(moments.slice(from, phases[index + 1] ?? seconds).map(({ replicas }) => replicas)),
  );

/** Windows of stabilization in a phase of a load. */
const windows = ({ phases, seconds }: Load, phase: number): number =>
  Math.ceil(((phases[phase + 1] ?? seconds) - (phases[phase] ?? 0)) / scaler.stabilizationSeconds);

describe('the formula', () => {
  it.each([
    [8, 2, 4, 2],
    [9, 2, 4, 3],
    [24, 2, 4, 6],
    [0, 2, 4, 0],
    [42, 10, 4, 10],
    [45, 10, 4, 12],
    [38, 10, 4, 10],
    [35, 10, 4, 9],
  ])('for %i tasks and %i pods of %i slots wants %i', (work, replicas, target, wanted) => {
    expect(wantedReplicas(work, replicas, target)).toBe(wanted);
  });

  it('one ready task and no pod makes one', () => {
    expect(scale(startOf(0), 1, 0, scaler).replicas).toBe(1);
  });

  it('a pool grows by 4 or its double in 15 seconds, and not above its most', () => {
    let state = startOf(1);
    const sizes = [0, 15, 30, 45, 60, 75].map((now) => (state = scale(state, 10_000, now, scaler)).replicas);
    expect(sizes).toEqual([5, 10, 20, 40, 40, 40]);
  });

  it('an idle pool goes, when the cooldown is over', () => {
    let state = scale(startOf(1), 1, 0, scaler);
    state = scale(state, 0, scaler.cooldownSeconds - 1, scaler);
    expect(state.replicas).toBe(1);
    expect(scale(state, 0, scaler.cooldownSeconds, scaler).replicas).toBe(0);
  });
});

describe.each([
  ['bursts', bursts(7)],
  ['a stream', stream(7)],
])('under %s a pool', (_name, load) => {
  const moments = run(load);

  it('grows, and is gone at the end', () => {
    expect(Math.max(...moments.map(({ replicas }) => replicas))).toBeGreaterThan(5);
    expect(moments.at(-1)).toMatchObject({ waiting: 0, running: 0, replicas: 0 });
  });

  it('is never made smaller than what runs in it', () => {
    expect(stepsDown(moments).length).toBeGreaterThan(2);
    for (const { running, replicas } of stepsDown(moments))
      expect(replicas).toBeGreaterThanOrEqual(needed(running));
  });

  it('turns at most once in each window of its stabilization', () => {
    turnsByPhase(moments, load).forEach((count, phase) =>
      expect(count).toBeLessThanOrEqual(windows(load, phase)),
    );
  });
});

it('a pool swings without the window', () => {
  const load = stream(7);
  const [first = 0] = turnsByPhase(run(load, { ...scaler, stabilizationSeconds: 1 }), load);
  expect(first).toBeGreaterThan(2 * windows(load, 0));
});

/** Work and running tasks as they were at each second of a real pool, whatever size it had. */
interface Recording {
  rows: [second: number, work: number, running: number][];
}

describe.each(readdirSync(join(__dirname, 'recordings')))(
  'a pool that is scaled by the recording %s',
  (file) => {
    const { rows } = JSON.parse(readFileSync(join(__dirname, 'recordings', file), 'utf8')) as Recording;
    const looks = rows.filter(([second]) => second % spec.pollingInterval === 0);
    let state = startOf(0);
    const sizes = looks.map(([second, work, running]) => {
      const before = state.replicas;
      state = scale(state, work, second, scaler);
      return { before, replicas: state.replicas, running };
    });

    it('has a pod for every task that ran, each time that it is made smaller', () => {
      const down = sizes.filter(({ before, replicas }) => replicas < before);
      expect(down.length).toBeGreaterThan(1);
      for (const { replicas, running } of down) expect(replicas).toBeGreaterThanOrEqual(needed(running));
    });

    it('turns at most once in each window of its stabilization', () => {
      const seconds = rows.at(-1)?.[0] ?? 0;
      const count = turns(sizes.map(({ replicas }) => replicas));
      expect(count).toBeLessThanOrEqual(Math.ceil(seconds / scaler.stabilizationSeconds));
    });
  },
);
