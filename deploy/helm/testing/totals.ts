import { MIGRATION_POOL_SIZE, POOL_SIZE } from '../../configuration/pool-size';
import { ofKind, type Rendered } from './chart';
import { bytes, workloads, type Workload } from './workloads';

/** Between the fewest pods that there may be and the most, where an autoscaler decides. */
interface Range {
  fewest: number;
  most: number;
}

export interface Totals {
  pods: Range;
  /** Cores that are asked for. */
  cpu: Range;
  /** Asked for, which is the limit too. */
  memoryGiB: Range;
  /** To Postgres at most: of all pods with a full pool, in a roll-out, while the migration runs. */
  connections: number;
}

/** Pods of a workload; one where nothing says how many, as in a Job. */
function podsOf(objects: readonly Rendered[], { name, replicas = 1 }: Workload): Range {
  const owner = [...ofKind(objects, 'HorizontalPodAutoscaler'), ...ofKind(objects, 'ScaledObject')].find(
    ({ spec }) => (spec?.['scaleTargetRef'] as { name: string }).name === name,
  )?.spec;
  if (!owner) return { fewest: replicas, most: replicas };
  const bound = (which: 'min' | 'max') => Number(owner[`${which}Replicas`] ?? owner[`${which}ReplicaCount`]);
  return { fewest: bound('min'), most: bound('max') };
}

function cores(quantity: unknown): number {
  const text = String(quantity);
  return text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text);
}

/** In a roll-out at most all pods of before, which hold theirs until they have ended, beside as many new ones. */
function connectionsOf(objects: readonly Rendered[], workload: Workload): number {
  if (!workload.pod.volumes?.some(({ name }) => name === 'database')) return 0;
  if (workload.kind === 'Job') return MIGRATION_POOL_SIZE;
  return 2 * podsOf(objects, workload).most * POOL_SIZE;
}

/** What an installation asks of its cluster and of Postgres, without the pod of `helm test`. */
export function totalsOf(objects: readonly Rendered[]): Totals {
  const lasting = workloads(objects).filter(({ component }) => component !== 'test');
  const sum = (figure: (workload: Workload) => number): Range => {
    const of = (end: keyof Range) =>
      lasting.reduce((total, each) => total + podsOf(objects, each)[end] * figure(each), 0);
    return { fewest: of('fewest'), most: of('most') };
  };
  const requests = ({ pod }: Workload) => pod.containers[0]?.resources?.requests ?? {};
  return {
    pods: sum(() => 1),
    cpu: sum((workload) => cores(requests(workload)['cpu'])),
    memoryGiB: sum((workload) => bytes(requests(workload)['memory']) / 1024 ** 3),
    connections: lasting.reduce((total, each) => total + connectionsOf(objects, each), 0),
  };
}
