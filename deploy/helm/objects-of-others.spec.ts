import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHART, named, ofKind, render } from './testing/chart';
import { variable, workloadOf } from './testing/workloads';

describe('a ScaledObject', () => {
  const objects = render('keda');
  const pools = ['storage', 'analyzer', 'transcriber', 'renderer'];
  const spec = (pool: string) => named(objects, 'ScaledObject', `reelmill-${pool}`).spec ?? {};
  const trigger = (pool: string) => (spec(pool)['triggers'] as { metadata: Record<string, string> }[])[0];

  it.each(pools)('of %s asks the Service of the orchestrator for the work of its pool', (pool) => {
    const { host, port, pathname } = new URL(trigger(pool)?.metadata['url'] ?? '');
    const [service, namespace, suffix] = host.replace(`:${port}`, '').split('.');
    expect({ namespace, suffix, pathname }).toEqual({
      namespace: 'video',
      suffix: 'svc',
      pathname: '/scaling',
    });
    const { ports, selector } = named(objects, 'Service', service ?? '').spec as {
      ports: { port: number; targetPort: string }[];
      selector: Record<string, string>;
    };
    expect(ports).toEqual([{ name: 'admin', port: Number(port), targetPort: 'admin' }]);
    expect(workloadOf(objects, 'orchestrator').podLabels).toMatchObject(selector);
    expect(trigger(pool)?.metadata['valueLocation']).toBe(`pools.${pool}.work`);
  });

  it.each(pools)('of %s aims at as much work a pod as the pod has slots', (pool) => {
    expect(trigger(pool)).toMatchObject({ type: 'metrics-api', metricType: 'AverageValue' });
    expect(trigger(pool)?.metadata['targetValue']).toBe(variable(workloadOf(objects, pool), 'SLOTS'));
    expect(spec(pool)['scaleTargetRef']).toEqual({ name: `reelmill-${pool}` });
  });

  it('never makes a pool smaller because nobody answers', () => {
    for (const pool of pools)
      expect(spec(pool)['fallback']).toEqual({
        failureThreshold: 4,
        replicas: 1,
        behavior: 'currentReplicasIfHigher',
      });
  });

  it('has bounds of its pool', () => {
    expect(spec('renderer')).toMatchObject({ minReplicaCount: 0, maxReplicaCount: 40 });
    expect(spec('storage')).toMatchObject({ minReplicaCount: 1, maxReplicaCount: 4 });
  });
});

describe('the trial', () => {
  const objects = render('trial');
  const secret = ofKind(objects, 'Secret')[0] as unknown as { stringData: Record<string, string> };

  it('has one secret, whose addresses lead to its servers by their Services', () => {
    for (const [key, port] of [
      ['database-url', '5432'],
      ['broker-url', '5672'],
    ] as const) {
      const url = new URL(secret.stringData[key] ?? '');
      expect(url.port).toBe(port);
      expect(named(objects, 'Service', url.hostname).spec).toMatchObject({ clusterIP: 'None' });
    }
    expect(secret.stringData['rabbitmq.conf']).toContain('default_pass = trialRabbit12\n');
    expect(secret.stringData['postgres-password']).toBe('trialPostgres1');
  });

  it('renders the same again, so that nothing is made at random', () => {
    expect(render('trial')).toEqual(objects);
  });

  it('starts all anew that knows a password when it changes', () => {
    const changed = render('trial', { values: { trial: { postgres: { password: 'anotherPostgres1' } } } });
    const sum = (rendered: typeof objects) =>
      workloadOf(rendered, 'orchestrator').podAnnotations['checksum/trial'];
    expect(sum(changed)).not.toBe(sum(objects));
  });

  it('keeps the disk of Postgres where the image of 18 wants it', () => {
    expect(workloadOf(objects, 'postgres').pod.containers[0]?.volumeMounts).toContainEqual({
      name: 'data',
      mountPath: '/var/lib/postgresql',
    });
  });

  it('is off unless it is asked for', () => {
    expect(ofKind(render('minimal'), 'StatefulSet')).toEqual([]);
  });
});

describe('for the Prometheus operator and Grafana', () => {
  const chart = join(mkdtempSync(join(tmpdir(), 'chart-')), 'reelmill');
  const rules = {
    groups: [
      { name: 'g', rules: [{ alert: 'A', expr: 'up == 0', annotations: { summary: '{{ $labels.x }}' } }] },
    ],
  };
  const dashboard = JSON.stringify({ uid: 'x', title: '{{ service }}' });
  beforeAll(() => {
    cpSync(CHART, chart, { recursive: true });
    for (const folder of ['rules', 'dashboards'])
      mkdirSync(join(chart, 'files', folder), { recursive: true });
    writeFileSync(join(chart, 'files/rules/sample.yml'), JSON.stringify(rules));
    writeFileSync(join(chart, 'files/dashboards/sample.json'), dashboard);
  });
  afterAll(() => rmSync(join(chart, '..'), { recursive: true }));

  it('each file of rules is a PrometheusRule, its own templates untouched', () => {
    const values = { monitoring: { rules: { runbookBase: '' } } };
    const rule = named(render('prometheus-operator', { chart, values }), 'PrometheusRule', 'reelmill-sample');
    expect(rule.spec).toEqual(rules);
    expect(rule.metadata.labels).toMatchObject({ release: 'monitoring' });
  });

  it('alerts lead to the runbooks where they are read', () => {
    const { spec } = named(render('prometheus-operator'), 'PrometheusRule', 'reelmill-reelmill');
    const { groups } = spec as unknown as {
      groups: { rules: { alert: string; annotations: Record<string, string> }[] }[];
    };
    expect(groups[0]?.rules.length).toBeGreaterThan(10);
    for (const { alert, annotations } of groups[0]?.rules ?? [])
      expect(annotations).toEqual({
        summary: expect.any(String) as string,
        description: expect.any(String) as string,
        runbook_url: `https://wiki.example.com/reelmill/runbooks/${alert}.md`,
      });
  });

  it('dashboards may have no labels and annotations of the values', () => {
    const dashboards = { labels: { grafana_dashboard: null }, annotations: { grafana_folder: null } };
    const objects = render('prometheus-operator', { chart, values: { monitoring: { dashboards } } });
    const { metadata } = named(objects, 'ConfigMap', 'reelmill-dashboard-sample');
    expect(metadata.labels).not.toHaveProperty('grafana_dashboard');
    expect(metadata.annotations).toBeUndefined();
  });

  it('each dashboard is a ConfigMap that the sidecar takes, its bytes untouched', () => {
    const map = named(render('prometheus-operator', { chart }), 'ConfigMap', 'reelmill-dashboard-sample');
    expect(map.data).toEqual({ 'sample.json': dashboard });
    expect(map.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
  });

  it('neither is there unless it is asked for', () => {
    for (const kind of ['PrometheusRule', 'ConfigMap', 'PodMonitor'])
      expect(ofKind(render('minimal', { chart }), kind)).toEqual([]);
  });

  it('pods are scraped with the labels that dashboards and rules select by', () => {
    expect(ofKind(render('prometheus-operator'), 'PodMonitor')[0]?.spec).toMatchObject({
      podMetricsEndpoints: [
        {
          port: 'admin',
          path: '/metrics',
          relabelings: [
            { targetLabel: 'job', replacement: 'reelmill' },
            {
              targetLabel: 'service',
              sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_component'],
            },
          ],
        },
      ],
    });
  });
});

describe.each([
  ['ingress', 'Ingress'],
  ['http-route', 'HTTPRoute'],
] as const)('with %s', (example, kind) => {
  const objects = render(example);

  it('requests for its host are led to the gateway, which answers to it', () => {
    expect(JSON.stringify(named(objects, kind, 'reelmill-gateway').spec)).toContain('"video.example.com"');
    expect(variable(workloadOf(objects, 'gateway'), 'PUBLIC_HOSTS')?.split(',')).toContain(
      'video.example.com',
    );
    expect(variable(workloadOf(render('minimal'), 'gateway'), 'PUBLIC_HOSTS')).not.toContain(
      'video.example.com',
    );
  });
});

it('the test pod asks the gateway by a host that it answers to', () => {
  const objects = render('minimal');
  const script = workloadOf(objects, 'test').pod.containers[0]?.args?.at(-1) ?? '';
  const [, host = ''] = /http:\/\/([^:/]+)/.exec(script) ?? [];
  expect(variable(workloadOf(objects, 'gateway'), 'PUBLIC_HOSTS')?.split(',')).toContain(host);
});
