import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const provisioned = (path: string): unknown =>
  parse(readFileSync(join(__dirname, 'provisioning', path), 'utf8'));

it('Grafana finds Prometheus under a fixed uid, as the one that dashboards begin with', () => {
  expect(provisioned('datasources/prometheus.yaml')).toMatchObject({
    apiVersion: 1,
    datasources: [
      { uid: 'reelmill-prometheus', type: 'prometheus', url: 'http://prometheus:9090', isDefault: true },
    ],
  });
});

it('Grafana reads the dashboards from the folder that is mounted, and nobody loses changes made to them', () => {
  expect(provisioned('dashboards/reelmill.yaml')).toMatchObject({
    apiVersion: 1,
    providers: [{ type: 'file', allowUiUpdates: false, options: { path: '/var/lib/grafana/dashboards' } }],
  });
});
