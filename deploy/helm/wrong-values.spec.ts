import { render } from './testing/chart';

/** Values on top of an example, and what the refusal must name. */
const WRONG: [title: string, example: string, values: object, names: RegExp][] = [
  ['a misspelt key', 'minimal', { gatway: {} }, /additional properties 'gatway' not allowed/],
  [
    'a misspelt key of a pool',
    'minimal',
    { workers: { renderer: { slot: 2 } } },
    /'\/workers\/renderer'.*'slot'/,
  ],
  ['a pool that does not exist', 'minimal', { workers: { uploader: {} } }, /'\/workers'.*'uploader'/],
  [
    'a store that only one node can mount',
    'minimal',
    { objects: { readWriteMany: false } },
    /'\/objects\/readWriteMany': value must be true/,
  ],
  [
    'a store of both kinds',
    'minimal',
    { objects: { singleNode: true } },
    /'\/objects\/readWriteMany': value must be false/,
  ],
  ['no registry', 'minimal', { image: { registry: '' } }, /'\/image\/registry': minLength/],
  ['no database', 'minimal', { database: { existingSecret: '' } }, /'\/database\/existingSecret': minLength/],
  ['no broker', 'minimal', { broker: { existingSecret: '' } }, /'\/broker\/existingSecret': minLength/],
  [
    'no address of the database',
    'minimal',
    { networkPolicy: { database: { peers: [] } } },
    /'\/networkPolicy\/database\/peers': minItems/,
  ],
  [
    'no address of the broker',
    'minimal',
    { networkPolicy: { broker: { peers: [] } } },
    /'\/networkPolicy\/broker\/peers': minItems/,
  ],
  [
    'no name server, which would mean any',
    'minimal',
    { networkPolicy: { dns: { peers: [] } } },
    /'\/networkPolicy\/dns\/peers': minItems/,
  ],
  [
    'a variable that the chart sets',
    'minimal',
    { gateway: { extraEnv: [{ name: 'PORT', value: '4000' }] } },
    /'\/gateway\/extraEnv\/0\/name': 'not' failed/,
  ],
  [
    'no password for the trial',
    'trial',
    { trial: { postgres: { password: '' } } },
    /'\/trial\/postgres\/password': minLength/,
  ],
  [
    'a password that a URL can not hold',
    'trial',
    { trial: { rabbitmq: { password: 'with@and/in-it' } } },
    /'\/trial\/rabbitmq\/password'.*does not match/,
  ],
  ['an ingress without a host', 'ingress', { ingress: { hosts: [] } }, /'\/ingress\/hosts': minItems/],
  [
    'an ingress that nobody may use',
    'ingress',
    { networkPolicy: { callers: [] } },
    /'\/networkPolicy\/callers': minItems/,
  ],
  [
    'a route without a gateway',
    'http-route',
    { httpRoute: { parents: [] } },
    /'\/httpRoute\/parents': minItems/,
  ],
  [
    'a route without a host',
    'http-route',
    { httpRoute: { hostnames: [] } },
    /'\/httpRoute\/hostnames': minItems/,
  ],
  [
    'a host with a scheme',
    'minimal',
    { gateway: { publicHosts: ['https://a.example'] } },
    /'\/gateway\/publicHosts\/0'.*does not match/,
  ],
  [
    'a number of replicas in quotes',
    'minimal',
    { gateway: { replicas: '3' } },
    /'\/gateway\/replicas'.*want integer/,
  ],
  ['no slot', 'minimal', { workers: { analyzer: { slots: 0 } } }, /'\/workers\/analyzer\/slots': minimum/],
  [
    'a drain of two hours',
    'minimal',
    { workers: { storage: { drainSeconds: 7200 } } },
    /'\/workers\/storage\/drainSeconds': maximum/,
  ],
  [
    'a scratch folder of another medium',
    'minimal',
    { workers: { renderer: { scratch: { medium: 'tmpfs' } } } },
    /'\/workers\/renderer\/scratch\/medium'.*'Memory', 'Disk'/,
  ],
  [
    'a budget that lets no pod go',
    'minimal',
    { gateway: { maxUnavailable: 0 } },
    /'\/gateway\/maxUnavailable'/,
  ],
  [
    'an orchestrator that can not plan',
    'minimal',
    { orchestrator: { memoryMiB: 512 } },
    /'\/orchestrator\/memoryMiB': minimum/,
  ],
  [
    'a name that no Service can have',
    'minimal',
    { fullnameOverride: 'video.1' },
    /'\/fullnameOverride': 'video\.1' does not match/,
  ],
  [
    'a repository with its tag',
    'minimal',
    { image: { worker: { repository: 'reelmill/worker:1' } } },
    /'\/image\/worker\/repository': 'reelmill\/worker:1' does not match/,
  ],
  [
    'a digest that is none',
    'minimal',
    { image: { worker: { digest: 'latest' } } },
    /'\/image\/worker\/digest'.*does not match/,
  ],
  ['a size in megabytes', 'minimal', { objects: { size: '500MB' } }, /'\/objects\/size'.*does not match/],
  [
    'a broker whose memory is always full',
    'trial',
    { trial: { rabbitmq: { memoryMiB: 256 } } },
    /'\/trial\/rabbitmq\/memoryMiB': minimum/,
  ],
  [
    'runbooks at no address',
    'prometheus-operator',
    { monitoring: { rules: { runbookBase: 'docs/runbooks' } } },
    /'\/monitoring\/rules\/runbookBase': 'docs\/runbooks' does not match/,
  ],
  ['an unknown level', 'minimal', { logLevel: 'verbose' }, /'\/logLevel': value must be one of/],
  [
    'a download port above all',
    'minimal',
    { workers: { storage: { fetch: { allowPorts: [70000] } } } },
    /'\/workers\/storage\/fetch\/allowPorts\/0': maximum/,
  ],
  [
    'downloads by a renderer',
    'minimal',
    { workers: { renderer: { fetch: {} } } },
    /'\/workers\/renderer'.*'fetch'/,
  ],
  [
    'a caller that is nobody',
    'ingress',
    { networkPolicy: { callers: [{}] } },
    /'\/networkPolicy\/callers\/0': minProperties/,
  ],
  [
    'an address without the length of its range',
    'minimal',
    { networkPolicy: { database: { peers: [{ ipBlock: { cidr: '10.20.0.5' } }] } } },
    /'\/networkPolicy\/database\/peers\/0\/ipBlock\/cidr': '10\.20\.0\.5' does not match/,
  ],
  [
    'an address that there is not',
    'minimal',
    { networkPolicy: { broker: { peers: [{ ipBlock: { cidr: '10.20.0.256/32' } }] } } },
    /'\/networkPolicy\/broker\/peers\/0\/ipBlock\/cidr': '10\.20\.0\.256\/32' does not match/,
  ],
  [
    'pods and addresses as one peer, which Kubernetes knows not',
    'minimal',
    { networkPolicy: { database: { peers: [{ podSelector: {}, ipBlock: { cidr: '10.20.0.5/32' } }] } } },
    /'\/networkPolicy\/database\/peers\/0': maxProperties/,
  ],
  [
    'an exception that lies outside of what is allowed',
    'minimal',
    { networkPolicy: { internet: { alsoExcept: ['fd00::/8'] } } },
    /'\/networkPolicy\/internet\/alsoExcept\/0': 'fd00::\/8' does not match/,
  ],
  [
    'a name server without a port, which would mean all',
    'minimal',
    { networkPolicy: { dns: { ports: [] } } },
    /'\/networkPolicy\/dns\/ports': minItems/,
  ],
  [
    'a variable in small letters',
    'minimal',
    { gateway: { extraEnv: [{ name: 'tz' }] } },
    /'\/gateway\/extraEnv\/0\/name'.*does not match/,
  ],
  ['no gateway at all', 'minimal', { gateway: null }, /missing property 'gateway'/],
  [
    'no renderer at all',
    'minimal',
    { workers: { renderer: null } },
    /'\/workers': missing property 'renderer'/,
  ],
  [
    'a setting that is taken away',
    'minimal',
    { workers: { analyzer: { scratch: null } } },
    /'\/workers\/analyzer': missing property 'scratch'/,
  ],
  [
    'more gateways at least than at most',
    'minimal',
    { gateway: { autoscaling: { enabled: true, minReplicas: 7 } } },
    /gateway\.autoscaling: minReplicas 7 is more than maxReplicas 6/,
  ],
  [
    'more renderers at least than at most',
    'keda',
    { workers: { renderer: { autoscaling: { minReplicas: 41 } } } },
    /workers\.renderer\.autoscaling: minReplicas 41 is more than maxReplicas 40/,
  ],
  [
    'less CPU at most than is asked for',
    'minimal',
    { workers: { renderer: { cpuLimit: '1500m' } } },
    /workers\.renderer: cpuLimit 1500m is less than cpuRequest 2/,
  ],
  [
    'two contradictions, both named',
    'minimal',
    { orchestrator: { cpuLimit: '0.4' }, migration: { cpuLimit: '50m' } },
    /migration: cpuLimit 50m[^]*orchestrator: cpuLimit 0\.4 is less than cpuRequest 500m/,
  ],
];

it('values at the edge of what is refused are taken', () => {
  const values = {
    gateway: { autoscaling: { enabled: true, minReplicas: 6 } },
    networkPolicy: {
      broker: { peers: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['255.255.255.255/32'] } }] },
      database: { peers: [{ ipBlock: { cidr: 'fd00:20::5/128' } }, { ipBlock: { cidr: '::/0' } }] },
      internet: { alsoExcept: ['2a00:1450::/32', '25.0.0.0/8'] },
    },
    workers: { renderer: { cpuLimit: '2000m' }, analyzer: { cpuLimit: '1.0' } },
  };
  expect(render('minimal', { values })).not.toEqual([]);
});

it('bounds of an autoscaler that is off contradict nothing', () => {
  const values = {
    gateway: { autoscaling: { maxReplicas: 1 } },
    workers: { renderer: { autoscaling: { minReplicas: 41 } } },
  };
  expect(render('minimal', { values })).not.toEqual([]);
});

it.each(WRONG)('%s is refused, by name', (_title, example, values, names) => {
  expect(() => render(example, { values })).toThrow(names);
});

it('what is refused was right before', () => {
  for (const example of new Set(WRONG.map(([, name]) => name))) expect(render(example)).not.toEqual([]);
});
