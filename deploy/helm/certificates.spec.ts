import { render } from './testing/chart';
import { variable, workloads, type Workload } from './testing/workloads';

const OWN = ['gateway', 'orchestrator', 'storage', 'analyzer', 'transcriber', 'renderer', 'migration'];
const values = { trustedCertificates: { existingConfigMap: 'authority', key: 'root.pem' } };
const withAuthority = workloads(render('trial', { values }));

/** Key of the ConfigMap that a pod sees under a path. */
function keyAt({ pod }: Workload, path = ''): string | undefined {
  const mount = pod.containers[0]?.volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  const configMap = pod.volumes?.find(({ name }) => name === mount?.name)?.configMap;
  if (configMap?.name !== 'authority') return undefined;
  return configMap.items?.find((item) => `${mount?.mountPath}/${item.path}` === path)?.key;
}

it.each(OWN)('%s is told of the authority, and finds its certificates there', (component) => {
  const workload = withAuthority.find((each) => each.component === component)!;
  expect(keyAt(workload, variable(workload, 'NODE_EXTRA_CA_CERTS'))).toBe('root.pem');
});

it('the test and the servers of the trial have no use for it', () => {
  const others = withAuthority.filter(({ component }) => !OWN.includes(component));
  expect(others.map(({ component }) => component).sort()).toEqual(['postgres', 'rabbitmq', 'test']);
  for (const workload of others) expect(JSON.stringify(workload.pod)).not.toContain('authority');
});

it('no certificates are mounted unless they are asked for', () => {
  for (const workload of workloads(render('minimal'))) {
    expect(variable(workload, 'NODE_EXTRA_CA_CERTS')).toBeUndefined();
    expect(workload.pod.volumes?.some(({ configMap }) => configMap)).toBe(false);
  }
});
