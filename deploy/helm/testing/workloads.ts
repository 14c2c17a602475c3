import type { IPodSpec } from 'kubernetes-models/v1';
import type { Rendered } from './chart';

/** What runs pods, or is one. */
export interface Workload {
  kind: string;
  name: string;
  component: string;
  /** Undefined where an autoscaler owns it. */
  replicas: number | undefined;
  podLabels: Record<string, string>;
  podAnnotations: Record<string, string>;
  selector: Record<string, string> | undefined;
  pod: IPodSpec;
}

interface Template {
  metadata: Rendered['metadata'];
  spec: IPodSpec;
}

interface WorkloadSpec {
  replicas?: number;
  selector?: { matchLabels: Record<string, string> };
  template: Template;
}

const KINDS = ['Deployment', 'StatefulSet', 'Job'];

export function workloads(objects: readonly Rendered[]): Workload[] {
  return objects.flatMap((object) => {
    if (object.kind === 'Pod') return [workload(object, object as unknown as Template, {})];
    if (!KINDS.includes(object.kind)) return [];
    const spec = object.spec as unknown as WorkloadSpec;
    return [workload(object, spec.template, spec)];
  });
}

function workload(object: Rendered, { metadata, spec }: Template, more: Partial<WorkloadSpec>): Workload {
  return {
    kind: object.kind,
    name: object.metadata.name,
    component: metadata.labels['app.kubernetes.io/component'] ?? '',
    replicas: more.replicas,
    podLabels: metadata.labels,
    podAnnotations: metadata.annotations ?? {},
    selector: more.selector?.matchLabels,
    pod: spec,
  };
}

export function workloadOf(objects: readonly Rendered[], component: string): Workload {
  const found = workloads(objects).find((each) => each.component === component);
  if (!found) throw new Error(`no workload of ${component}`);
  return found;
}

/** Bytes of a quantity such as `64Mi`. */
export function bytes(quantity: unknown): number {
  const match = /^(\d+)(Mi|Gi)$/.exec(String(quantity));
  if (!match) throw new Error(`${String(quantity)} is no quantity in Mi or Gi`);
  return Number(match[1]) * (match[2] === 'Gi' ? 1024 ** 3 : 1024 ** 2);
}

/** The value of a variable of the one container. */
export const variable = ({ pod }: Workload, name: string): string | undefined =>
  pod.containers[0]?.env?.find((each) => each.name === name)?.value;
