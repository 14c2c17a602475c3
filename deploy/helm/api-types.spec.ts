import { exampleNames, named, ofKind, render } from './testing/chart';
import { UNTYPED, complaints, typeOf } from './testing/api-types';

/** Keys of KEDA that are newer than the types at hand. */
const NEWER = ['unknown key spec.initialCooldownPeriod', 'unknown key spec.fallback.behavior'];

const all = exampleNames().flatMap((example) => render(example).map((object) => ({ example, object })));

it.each(all.filter(({ object }) => !UNTYPED.includes(typeOf(object))))(
  '$object.kind $object.metadata.name of $example is as the API says',
  ({ object }) => {
    const newer = object.kind === 'ScaledObject' ? NEWER : [];
    expect(complaints(object).sort()).toEqual([...newer].sort());
  },
);

describe('the check itself finds', () => {
  /** What is found in an object of the example when `more` is set in a part of it, named by its keys. */
  const broken = (kind: string, name: string, [path, more]: [string[], object]): string[] => {
    const object = structuredClone(named(render('keda'), kind, name));
    const part = path.reduce<unknown>((found, key) => (found as Record<string, unknown>)[key], object.spec);
    Object.assign(part as object, more);
    return complaints(object);
  };

  it('a number in quotes', () => {
    const [found] = broken('Deployment', 'reelmill-gateway', [[], { replicas: '3' }]);
    expect(found).toMatch(/replicas/);
  });

  it('a key that no type knows, however deep', () => {
    const path = ['template', 'spec', 'containers', '0', 'securityContext'];
    expect(broken('Deployment', 'reelmill-gateway', [path, { readonlyRootFilesystem: true }])).toEqual([
      'unknown key spec.template.spec.containers.0.securityContext.readonlyRootFilesystem',
    ]);
  });

  it('a key of an autoscaler that no type knows', () => {
    const found = broken('ScaledObject', 'reelmill-renderer', [[], { maxReplicas: 3 }]);
    expect(found).toContain('unknown key spec.maxReplicas');
  });
});

it('an HTTPRoute and a PodMonitor have only keys that their definitions have', () => {
  const keys = (value: unknown): string[] =>
    typeof value !== 'object' || value === null
      ? []
      : Object.entries(value).flatMap(([key, below]) => [
          ...(Array.isArray(value) ? [] : [key]),
          ...keys(below),
        ]);
  const spec = (example: string, kind: string) => [...new Set(keys(ofKind(render(example), kind)[0]?.spec))];
  expect(spec('http-route', 'HTTPRoute')).toEqual([
    ...['parentRefs', 'name', 'namespace', 'sectionName', 'hostnames', 'rules'],
    ...['matches', 'path', 'type', 'value', 'backendRefs', 'port'],
  ]);
  expect(spec('prometheus-operator', 'PodMonitor').filter((key) => !key.startsWith('app.'))).toEqual([
    ...[
      'selector',
      'matchLabels',
      'matchExpressions',
      'key',
      'operator',
      'values',
      'podMetricsEndpoints',
      'port',
    ],
    ...['path', 'interval', 'relabelings', 'targetLabel', 'replacement', 'sourceLabels'],
  ]);
});
