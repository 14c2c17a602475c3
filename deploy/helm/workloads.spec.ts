import { exampleNames, named, ofKind, render } from './testing/chart';
import { bytes, variable, workloadOf, workloads, type Workload } from './testing/workloads';

/** The longest limit of a command, which `libs/contracts` refuses to raise. */
const LONGEST_COMMAND_SECONDS = 1200;
/** What a worker needs of its drain for all but running tasks. */
const REST_OF_DRAIN_SECONDS = 6.5;
const SERVICES = ['gateway', 'orchestrator', 'storage', 'analyzer', 'transcriber', 'renderer'];
const POOLS = SERVICES.slice(2);
const SERVERS = ['postgres', 'rabbitmq'];

const rendered = exampleNames().map((example) => ({ example, objects: render(example) }));
const rows = rendered.flatMap(({ example, objects }) =>
  workloads(objects).map((workload) => ({ example, component: workload.component, workload, objects })),
);
const of = (components: readonly string[]) => rows.filter(({ component }) => components.includes(component));
const one = ({ pod }: Workload) => {
  const [container, ...others] = pod.containers;
  if (!container || others.length > 0) throw new Error('not one container');
  return container;
};

it('every example has the services, their migration and a test', () => {
  for (const { objects } of rendered)
    expect(workloads(objects).map(({ component }) => component)).toEqual(
      expect.arrayContaining([...SERVICES, 'migration', 'test']),
    );
});

describe.each(rows)('$component of $example', ({ component, workload, objects }) => {
  const { pod } = workload;
  const container = one(workload);

  it('is restricted as the Pod Security Standards say, with a root that it can not write to', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: SERVERS.includes(component) ? 999 : 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod).not.toMatchObject({ hostNetwork: true });
    for (const volume of pod.volumes ?? []) expect(volume).not.toHaveProperty('hostPath');
  });

  it('has no token of a service account and no variables of services', () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  it('asks for all that it may take of memory and of the disk of the node', () => {
    const { requests, limits } = container.resources ?? {};
    expect(requests).toHaveProperty('cpu');
    for (const what of ['memory', 'ephemeral-storage']) {
      expect(bytes(limits?.[what])).toBeGreaterThan(0);
      expect(requests?.[what]).toEqual(limits?.[what]);
    }
  });

  it('has room in its limits for every folder that it can fill', () => {
    const folders = (pod.volumes ?? []).flatMap(({ emptyDir }) => (emptyDir ? [emptyDir] : []));
    const size = (medium: string | undefined) =>
      folders
        .filter((folder) => folder.medium === medium)
        .reduce((sum, { sizeLimit }) => sum + bytes(sizeLimit), 0);
    expect(bytes(container.resources?.limits?.['memory'])).toBeGreaterThan(size('Memory'));
    expect(bytes(container.resources?.limits?.['ephemeral-storage'])).toBeGreaterThan(size(undefined));
  });

  it('mounts each of its volumes, and no other', () => {
    const claims = ofKind(objects, 'StatefulSet').length > 0 && SERVERS.includes(component) ? ['data'] : [];
    expect([...new Set(container.volumeMounts?.map(({ name }) => name))].sort()).toEqual(
      [...(pod.volumes ?? []).map(({ name }) => name), ...claims].sort(),
    );
  });

  it('is found by labels that do not change with a version, and that its pods have', () => {
    if (workload.selector === undefined) return;
    expect(workload.selector).toEqual({
      'app.kubernetes.io/name': 'reelmill',
      'app.kubernetes.io/instance': 'reelmill',
      'app.kubernetes.io/component': component,
    });
    expect(workload.podLabels).toMatchObject(workload.selector);
  });

  it('is started anew when a Secret or ConfigMap of the chart that it reads changes', () => {
    const own = [...ofKind(objects, 'Secret'), ...ofKind(objects, 'ConfigMap')].map(
      ({ metadata }) => metadata.name,
    );
    const reads = (pod.volumes ?? []).some(({ secret, configMap }) =>
      own.includes(secret?.secretName ?? configMap?.name ?? ''),
    );
    const sums = Object.keys(workload.podAnnotations).filter((name) => name.startsWith('checksum/'));
    expect(sums.length > 0).toBe(reads);
  });
});

describe.each(of(SERVICES))('$component of $example', ({ component, workload, objects }) => {
  const { pod } = workload;
  const container = one(workload);

  it('is watched on its admin listener: at its start, that it lives, that it is ready', () => {
    expect(variable(workload, 'ADMIN_PORT')).toBe('9464');
    expect(variable(workload, 'ADMIN_HOST')).toBe('0.0.0.0');
    expect(container.ports).toContainEqual({ name: 'admin', containerPort: 9464 });
    const { startupProbe, livenessProbe, readinessProbe } = container;
    expect(startupProbe?.httpGet).toEqual({ path: '/healthz/live', port: 'admin' });
    expect(livenessProbe?.httpGet).toEqual({ path: '/healthz/live', port: 'admin' });
    expect(readinessProbe?.httpGet).toEqual({ path: '/healthz/ready', port: 'admin' });
  });

  it('is spread over zones and nodes', () => {
    expect(pod.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey)).toEqual([
      'topology.kubernetes.io/zone',
      'kubernetes.io/hostname',
    ]);
    for (const { labelSelector } of pod.topologySpreadConstraints ?? [])
      expect(labelSelector?.matchLabels).toEqual(workload.selector);
  });

  it('has a disruption budget that always lets a pod go, unless its pods must leave a node together', () => {
    const mounts = pod.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim);
    const budgets = ofKind(objects, 'PodDisruptionBudget').filter(
      ({ metadata }) => metadata.name === `reelmill-${component}`,
    );
    if (mounts && pod.affinity?.podAffinity) return expect(budgets).toEqual([]);
    expect(budgets[0]?.spec).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: workload.selector },
    });
    expect(budgets[0]?.spec).not.toHaveProperty('minAvailable');
  });

  it('is given longer to end than it drains', () => {
    const preStop = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(
      Number(variable(workload, 'DRAIN_SECONDS')) + preStop,
    );
  });

  it('says how many pods there are only where no autoscaler does', () => {
    const target = (object: { spec?: Record<string, unknown> }) =>
      (object.spec?.['scaleTargetRef'] as { name: string }).name;
    const owners = [...ofKind(objects, 'ScaledObject'), ...ofKind(objects, 'HorizontalPodAutoscaler')];
    expect(workload.replicas === undefined).toBe(owners.some((owner) => target(owner) === workload.name));
  });
});

describe.each(of(POOLS))('the pool $component of $example', ({ workload }) => {
  it('may end the longest command before it is stopped', () => {
    const drain = Number(variable(workload, 'DRAIN_SECONDS'));
    expect(drain).toBeLessThanOrEqual(3600);
    expect(drain).toBeGreaterThan(LONGEST_COMMAND_SECONDS + REST_OF_DRAIN_SECONDS);
    expect(workload.pod.terminationGracePeriodSeconds).toBeGreaterThan(drain);
  });

  it('reaches no database, and has its scratch folder to itself', () => {
    expect(variable(workload, 'DATABASE_URL_FILE')).toBeUndefined();
    expect(workload.pod.volumes).toContainEqual({ name: 'scratch', emptyDir: expect.anything() as unknown });
  });
});

it.each(of(['renderer']))(
  'a renderer of $example has memory for a task in each slot and the spare one',
  (row) => {
    const slots = Number(variable(row.workload, 'SLOTS'));
    const scratch = row.workload.pod.volumes?.find(({ name }) => name === 'scratch')?.emptyDir;
    const inMemory = scratch?.medium === 'Memory' ? bytes(scratch.sizeLimit) : 0;
    const limit = bytes(one(row.workload).resources?.limits?.['memory']);
    // What an encoder of 1080p was measured to hold; the small cluster renders 720p.
    const encoder = row.example === 'small-cluster' ? 230e6 : 420e6;
    expect(limit - inMemory).toBeGreaterThan((slots + 1) * encoder + 256e6);
  },
);

it('a gateway is still there while proxies learn that it goes, and as many as before in a roll-out', () => {
  const objects = render('minimal');
  expect(named(objects, 'Deployment', 'reelmill-gateway').spec?.['strategy']).toEqual({
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
  });
  expect(one(workloadOf(objects, 'gateway')).lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
});

it('an orchestrator goes only once another is ready, also where a new one waits for a migration that fails', () => {
  expect(named(render('minimal'), 'Deployment', 'reelmill-orchestrator').spec?.['strategy']).toEqual({
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
  });
});

it.each(['gateway', 'orchestrator'])(
  'a new %s may wait an hour for its migration before the roll-out counts as failed',
  (component) => {
    expect(named(render('minimal'), 'Deployment', `reelmill-${component}`).spec).toMatchObject({
      progressDeadlineSeconds: 3600,
    });
  },
);

it('a roll-out on one node needs no room there for another pod', () => {
  const objects = render('trial');
  for (const name of ['gateway', 'storage', 'analyzer', 'transcriber', 'renderer'])
    expect(named(objects, 'Deployment', `reelmill-${name}`).spec?.['strategy']).toEqual({
      rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
    });
});

it('pods take what a workload is given of its own', () => {
  const own = {
    podLabels: { team: 'video' },
    podAnnotations: { note: 'x' },
    nodeSelector: { disk: 'fast' },
    tolerations: [{ key: 'video', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
    priorityClassName: 'high',
    extraEnv: [{ name: 'TZ', value: 'UTC' }],
  };
  const values = {
    ...Object.fromEntries(['gateway', 'orchestrator', 'migration'].map((name) => [name, own])),
    workers: Object.fromEntries(POOLS.map((name) => [name, own])),
  };
  for (const workload of workloads(render('minimal', { values }))) {
    if (workload.component === 'test') continue;
    const { podLabels, podAnnotations, extraEnv, ...spec } = own;
    expect(workload.podLabels).toMatchObject(podLabels);
    expect(workload.podAnnotations).toMatchObject(podAnnotations);
    expect(workload.pod).toMatchObject(spec);
    expect(one(workload).env).toEqual(expect.arrayContaining(extraEnv));
  }
});

it('labels of the chart win over labels of the values', () => {
  const values = { gateway: { podLabels: { 'app.kubernetes.io/component': 'mine' } } };
  const gateway = named(render('minimal', { values }), 'Deployment', 'reelmill-gateway');
  expect(workloads([gateway])[0]?.podLabels['app.kubernetes.io/component']).toBe('gateway');
});

it('a migration of another image or with other settings is another Job', () => {
  const name = (values: object) => ofKind(render('minimal', { values }), 'Job')[0]?.metadata.name;
  const names = [
    {},
    { image: { tag: '0.2.0' } },
    { migration: { memoryMiB: 512 } },
    { logLevel: 'debug' },
  ].map(name);
  expect(names[3]).toBe(names[0]);
  expect(new Set(names).size).toBe(3);
});
