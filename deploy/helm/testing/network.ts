import type { INetworkPolicyPeer, INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1';
import type { ILabelSelector } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelector';
import { ofKind, type Rendered } from './chart';
import { inRange } from './cidr';

type Labels = Record<string, string>;

/** One end of a connection: a pod, which policies may be about, or an address outside. */
export interface End {
  name: string;
  namespace?: Labels;
  pod?: Labels;
  address?: string;
}

/** Namespace of the release. */
export const HOME: Labels = { 'kubernetes.io/metadata.name': 'video' };
const isHome = (end: End): boolean => end.namespace?.['kubernetes.io/metadata.name'] === 'video';

function matches(
  labels: Labels,
  { matchLabels = {}, matchExpressions = [], ...rest }: ILabelSelector,
): boolean {
  if (Object.keys(rest).length > 0) throw new Error(`unknown selector ${Object.keys(rest).join()}`);
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== 'In') throw new Error(`unknown operator ${operator}`);
      return values.includes(labels[key] ?? '');
    })
  );
}

function isPeer(end: End, { ipBlock, namespaceSelector, podSelector }: INetworkPolicyPeer): boolean {
  if (ipBlock) {
    const { address } = end;
    if (address === undefined || !inRange(address, ipBlock.cidr)) return false;
    return !(ipBlock.except ?? []).some((range) => inRange(address, range));
  }
  if (!end.pod || !end.namespace) return false;
  const inNamespace = namespaceSelector ? matches(end.namespace, namespaceSelector) : isHome(end);
  return inNamespace && matches(end.pod, podSelector ?? {});
}

interface Rule {
  ports?: { port?: number | string; protocol?: string }[];
  peers?: INetworkPolicyPeer[];
}

/** By the rules of Kubernetes: a pod that no policy of a direction selects is open, else what any of them allows is. */
function allowed(
  objects: readonly Rendered[],
  [own, other]: [End, End],
  direction: 'Ingress' | 'Egress',
  port: number,
) {
  const { pod } = own;
  if (!pod || !isHome(own)) return true;
  const policies = ofKind(objects, 'NetworkPolicy')
    .map(({ spec }) => spec as unknown as INetworkPolicySpec)
    .filter(({ policyTypes }) => policyTypes?.includes(direction))
    .filter(({ podSelector }) => matches(pod, podSelector ?? {}));
  const rules = policies.flatMap(({ ingress = [], egress = [] }): Rule[] =>
    direction === 'Ingress'
      ? ingress.map(({ from, ports }) => ({ peers: from, ports }))
      : egress.map(({ to, ports }) => ({ peers: to, ports })),
  );
  const covers = ({ peers, ports }: Rule) =>
    (!ports || ports.some((each) => each.port === port)) &&
    (!peers || peers.some((peer) => isPeer(other, peer)));
  return policies.length === 0 || rules.some(covers);
}

/** Whether `from` may open a connection to a port of `to`. */
export const mayConnect = (objects: readonly Rendered[], from: End, to: End, port: number): boolean =>
  allowed(objects, [from, to], 'Egress', port) && allowed(objects, [to, from], 'Ingress', port);

/** Ports of `to` that `from` may connect to, of those that any policy names and some that none does. */
export function openPorts(objects: readonly Rendered[], from: End, to: End): number[] {
  const ports = [22, 53, 80, 443, 3000, 5353, 5432, 5671, 5672, 8080, 8443, 9464, 15672];
  return ports.filter((port) => mayConnect(objects, from, to, port));
}
