import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ofKind, render, type Rendered } from './testing/chart';
import { inRange } from './testing/cidr';
import { HOME, mayConnect, openPorts, type End } from './testing/network';

const COMPONENTS = [
  'gateway',
  'orchestrator',
  'storage',
  'analyzer',
  'transcriber',
  'renderer',
  'migration',
  'test',
];

const own = (component: string): End => ({
  name: component,
  namespace: HOME,
  pod: {
    'app.kubernetes.io/name': 'reelmill',
    'app.kubernetes.io/instance': 'reelmill',
    'app.kubernetes.io/component': component,
  },
});
const foreign = (name: string, namespace: string, pod: Record<string, string> = {}): End => ({
  name,
  namespace: { 'kubernetes.io/metadata.name': namespace },
  pod,
});
const outside = (name: string, address: string): End => ({ name, address });

const OTHERS: End[] = [
  foreign('name server', 'kube-system', { 'k8s-app': 'kube-dns' }),
  outside('Postgres', '10.20.0.5'),
  outside('RabbitMQ', '10.20.0.6'),
  foreign('caller', 'ingress-nginx'),
  foreign('Prometheus', 'monitoring'),
  foreign('KEDA', 'keda'),
  foreign('other pods', 'elsewhere'),
  { name: 'other pods here', namespace: HOME, pod: { app: 'other' } },
  outside('internet', '93.184.216.34'),
  outside('internet, IPv6', '2606:4700::1111'),
  outside('private', '10.96.0.1'),
  outside('metadata', '169.254.169.254'),
];
const ENDS = [...COMPONENTS.map(own), ...OTHERS];

const objects = render('ingress', { values: { keda: { enabled: true } } });

/** Lines `from | to | ports` of the table in the README, without its head. */
function documented(): string[] {
  const text = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const [, table = ''] = text.split('| from | to | ports |\n|---|---|---|\n');
  return (table.split('\n\n')[0] ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim());
}

/** Each pair of ends of which one at least is ours, as the table has it. */
function computed(rendered: readonly Rendered[]): string[] {
  return ENDS.flatMap((from) =>
    ENDS.flatMap((to) => {
      const ours = COMPONENTS.includes(from.name) || COMPONENTS.includes(to.name);
      const ports = ours ? openPorts(rendered, from, to) : [];
      return ports.length > 0 ? [`| ${from.name} | ${to.name} | ${ports.join(', ')} |`] : [];
    }),
  );
}

it('who may connect to whom is what the table in the README says', () => {
  expect(documented()).toEqual(computed(objects));
});

it('every pod of the release is under a policy of both directions', () => {
  for (const component of [...COMPONENTS, 'postgres', 'anything-new'])
    for (const end of OTHERS.filter(({ name }) => name === 'other pods')) {
      expect(mayConnect(objects, own(component), end, 80)).toBe(false);
      expect(mayConnect(objects, end, own(component), 3000)).toBe(false);
    }
});

describe('storage reaches', () => {
  const reaches = (address: string, port = 443) =>
    mayConnect(objects, own('storage'), outside('x', address), port);

  it.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])('the public address %s on web ports', (address) => {
    for (const port of [80, 443, 8080, 8443]) expect(reaches(address, port)).toBe(true);
    for (const port of [22, 25, 5432, 5672, 9464]) expect(reaches(address, port)).toBe(false);
  });

  it.each([
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '168.63.129.16', '169.254.169.254', '172.16.0.1'],
    ...[
      '172.31.255.255',
      '192.0.0.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.51.100.7',
      '203.0.113.7',
      '224.0.0.1',
    ],
    ...['240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:10.0.0.1', '::10.0.0.1', '64:ff9b::a00:1'],
    ...[
      '64:ff9b:1::1',
      'fc00::1',
      'fd00:ec2::254',
      'fe80::1',
      'fec0::1',
      'ff02::1',
      '2001::1',
      '2001:db8::1',
    ],
    ...['2002:a00:1::1', '3fff::1', '100::1'],
  ])('never %s', (address) => {
    for (const port of [80, 443, 8080, 8443]) expect(reaches(address, port)).toBe(false);
  });

  it('not the public ranges that are the cluster its own', () => {
    const rendered = render('high-availability');
    for (const address of ['25.1.2.3', '2a00:1450::1'])
      expect(mayConnect(rendered, own('storage'), outside('x', address), 443)).toBe(false);
    expect(mayConnect(rendered, own('storage'), outside('x', '2a01::1'), 443)).toBe(true);
  });

  it('the ports that the service itself allows', () => {
    const rendered = render('minimal', {
      values: { workers: { storage: { fetch: { allowPorts: [443] } } } },
    });
    expect(openPorts(rendered, own('storage'), outside('x', '1.1.1.1'))).toEqual([443]);
  });
});

it('names are asked for on the ports that the name server listens on', () => {
  const dns = {
    peers: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } } }],
    ports: [5353],
  };
  const rendered = render('minimal', { values: { networkPolicy: { dns } } });
  for (const component of COMPONENTS)
    expect(openPorts(rendered, own(component), foreign('name server', 'openshift-dns'))).toEqual([5353]);
});

it('exceptions lie inside their range, as Kubernetes wants it, and are no mapped addresses', () => {
  const blocks = ofKind(render('high-availability'), 'NetworkPolicy').flatMap(({ spec }) => ipBlocks(spec));
  expect(blocks.length).toBeGreaterThan(1);
  for (const { cidr, except = [] } of blocks)
    for (const range of except) {
      expect(range).not.toContain('::ffff:');
      expect(inRange(range.split('/')[0] ?? '', cidr)).toBe(true);
    }
});

function ipBlocks(value: unknown): { cidr: string; except?: string[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('cidr' in value) return [value as { cidr: string }];
  return Object.values(value).flatMap(ipBlocks);
}

it('in trial mode the servers are reached by those that need them, and reach nobody', () => {
  const rendered = render('trial');
  const callers = (server: string, port: number) =>
    COMPONENTS.filter((component) => mayConnect(rendered, own(component), own(server), port));
  expect(callers('postgres', 5432)).toEqual(['gateway', 'orchestrator', 'migration']);
  expect(callers('rabbitmq', 5672)).toEqual(COMPONENTS.slice(0, 6));
  for (const end of ENDS)
    for (const server of ['postgres', 'rabbitmq']) expect(openPorts(rendered, own(server), end)).toEqual([]);
});

it('without KEDA and without Prometheus nobody reads the admin listener', () => {
  const rendered = render('minimal', { values: { networkPolicy: { monitoringNamespace: '' } } });
  for (const from of ENDS)
    for (const to of COMPONENTS) expect(mayConnect(rendered, from, own(to), 9464)).toBe(false);
});
