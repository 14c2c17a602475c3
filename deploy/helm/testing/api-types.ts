import { isProxy } from 'node:util/types';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, PersistentVolumeClaim, Pod, Secret, Service } from 'kubernetes-models/v1';
import type { Rendered } from './chart';

interface Model {
  validate(): void;
}
type ModelClass = new (data: never) => Model;

const MODELS: Record<string, ModelClass> = {
  'apps/v1/Deployment': Deployment,
  'apps/v1/StatefulSet': StatefulSet,
  'autoscaling/v2/HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'batch/v1/Job': Job,
  'keda.sh/v1alpha1/ScaledObject': ScaledObject,
  'networking.k8s.io/v1/Ingress': Ingress,
  'networking.k8s.io/v1/NetworkPolicy': NetworkPolicy,
  'policy/v1/PodDisruptionBudget': PodDisruptionBudget,
  'v1/ConfigMap': ConfigMap,
  'v1/PersistentVolumeClaim': PersistentVolumeClaim,
  'v1/Pod': Pod,
  'v1/Secret': Secret,
  'v1/Service': Service,
};

/** Types of what the chart makes that are in none of the packages; their keys are checked where they are tested. */
export const UNTYPED = [
  'gateway.networking.k8s.io/v1/HTTPRoute',
  'monitoring.coreos.com/v1/PodMonitor',
  'monitoring.coreos.com/v1/PrometheusRule',
];

export const typeOf = ({ apiVersion, kind }: Rendered): string => `${apiVersion}/${kind}`;

/**
 * What the type of an object has against it: its own validation, and each key that it does not know. The validators are
 * compiled from the API's schemas and ignore unknown keys, but they look at every key that they know, so a key that was
 * never looked at is unknown.
 */
export function complaints(object: Rendered): string[] {
  const Class = MODELS[typeOf(object)];
  if (!Class) return [`no type ${typeOf(object)}`];
  const looks = new Looks();
  try {
    const model = new Class(object as never);
    for (const [key, value] of Object.entries(object))
      Object.assign(model, { [key]: looks.watch(value, key) });
    model.validate();
  } catch (error) {
    return [(error as Error).message];
  }
  return looks.unseen();
}

/** Which keys of a tree were read. */
class Looks {
  private readonly all = new Set<string>();
  private readonly seen = new Set<string>();

  watch(value: unknown, path: string): unknown {
    if (typeof value !== 'object' || value === null || isProxy(value)) return value;
    const below = Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, this.watch(each, `${path}.${key}`)]),
    );
    if (!Array.isArray(value)) for (const key of Object.keys(value)) this.all.add(`${path}.${key}`);
    return new Proxy(Array.isArray(value) ? Object.values(below) : below, {
      get: (target, key) => {
        if (typeof key === 'string') this.seen.add(`${path}.${key}`);
        return Reflect.get(target, key) as unknown;
      },
    });
  }

  unseen(): string[] {
    return [...this.all].filter((path) => !this.seen.has(path)).map((path) => `unknown key ${path}`);
  }
}
