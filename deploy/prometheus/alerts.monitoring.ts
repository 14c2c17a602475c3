import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'amqplib';
import { Client } from 'pg';
import { panelProblems } from '../grafana/panel-problems';
import { render } from '../testing/render-job';
import { startMonitoredStack, type MonitoredStack } from '../testing/monitored-stack';
import { startPrometheus, type PrometheusServer } from '../testing/prometheus-server';
import { inSeconds } from './in-seconds';
import { metricsOf } from './promql';
import { ALERTS, readValues, rulesFile } from './rules-file';

jest.setTimeout(300_000);

const SECONDS_PER_MINUTE = 2;
/** Of alerts that last: each waits longer than that at most once, those of stalled work and of two builds aside. */
const QUIET_SECONDS = 20;

describe('a Prometheus that scrapes a stack', () => {
  let stack: MonitoredStack;
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    stack = await startMonitoredStack();
    const values = inSeconds(readValues(), SECONDS_PER_MINUTE);
    // Whatever the disk of this machine has left.
    values.alerts.ReelmillDiskLow = { ...values.alerts.ReelmillDiskLow, share: 0, bytes: 0 };
    prometheus = await startPrometheus(stack, rulesFile(values));
  });

  afterAll(async () => {
    // Absent when they failed to start; then the run must not wait for a second error.
    await (prometheus as PrometheusServer | undefined)?.stop();
    await (stack as MonitoredStack | undefined)?.stop();
  });

  /** Alerts that have fired at any time since then, with the service, pool or queue that they are about. */
  const firedSince = async (start: number): Promise<string[]> => {
    const seconds = Math.ceil((Date.now() - start) / 1000);
    const alerts = await prometheus.query(`last_over_time(ALERTS{alertstate="firing"}[${seconds}s])`);
    return alerts
      .map(({ metric }) =>
        [metric.alertname, metric.service ?? metric.pool ?? metric.queue ?? ''].join(' ').trim(),
      )
      .sort();
  };
  const untilFiring = async (start: number, expected: readonly string[]): Promise<void> => {
    while (!expected.every((alert) => fired.includes(alert))) {
      await delay(500);
      fired = await firedSince(start);
    }
  };
  let fired: string[] = [];
  const untilSeen = async (expr: string): Promise<void> => {
    while ((await prometheus.query(expr)).length === 0) await delay(200);
  };
  const untilQuiet = async (): Promise<void> => {
    let quietSince = Date.now();
    while (Date.now() - quietSince < 5_000) {
      await delay(500);
      if ((await prometheus.query('ALERTS{alertstate="firing"}')).length > 0) quietSince = Date.now();
    }
  };

  it('finds all that the rules ask for while a render runs, evaluates each without an error, and none fires', async () => {
    const start = Date.now();
    const video = {
      width: 320,
      height: 180,
      scenes: ['#204060', '#602040'].map((colour) => ({ duration: 1, 'background-color': colour })),
    };
    // A counter has grown when it was seen twice: the first render may be over before the first look at it.
    await render(stack.services.gateway.url, video);
    await untilSeen('reelmill_jobs_total{outcome="completed"} == 1');
    await render(stack.services.gateway.url, video);
    await delay(QUIET_SECONDS * 1000);
    expect(await firedSince(start)).toEqual([]);
    const rules = await prometheus.rules();
    expect(rules.map(({ name }) => name).sort()).toEqual(ALERTS.map(({ name }) => name).sort());
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    const metrics = ALERTS.flatMap(({ expr }) =>
      metricsOf(expr.replaceAll('<window>', '5m').replace(/<[a-z]+>/g, '1')),
    );
    for (const metric of new Set(metrics)) {
      expect([metric, (await prometheus.query(`count(${metric}{job="reelmill"})`)).length]).toEqual([
        metric,
        1,
      ]);
    }
    expect((await prometheus.query('sum(reelmill_jobs_total{outcome="completed"})'))[0]?.value).toBe(2);
  });

  it('has a series for every panel of the dashboards', async () => {
    expect(await panelProblems(prometheus.url)).toEqual([]);
  });

  const faults: {
    name: string;
    alerts: string[];
    induce: () => Promise<void>;
    mend: () => Promise<void>;
  }[] = [
    {
      name: 'a worker that is killed',
      alerts: ['ReelmillServiceDown renderer', 'ReelmillWorkerSilent renderer'],
      induce: () => stack.services.renderer.kill(),
      mend: () => stack.services.renderer.start(),
    },
    {
      name: 'a ticket that nobody can read',
      alerts: ['ReelmillDeadLetters storage.tasks'],
      induce: () => publishPoison(stack.broker.url),
      mend: () => query(stack.databaseUrl, 'DELETE FROM dead_letters'),
    },
    {
      name: 'a broker that is stopped',
      alerts: ['ReelmillBrokerDown'],
      induce: () => stack.broker.stop(),
      mend: () => stack.broker.start(),
    },
  ];

  it.each(faults)(
    '$name raises $alerts, nothing else, and they end when it is mended',
    async ({ alerts, ...fault }) => {
      await untilQuiet();
      const start = Date.now();
      fired = [];
      await fault.induce();
      await untilFiring(start, alerts);
      await delay(QUIET_SECONDS * 1000);
      expect(await firedSince(start)).toEqual(alerts);
      await fault.mend();
      await untilQuiet();
      expect(await firedSince(start)).toEqual(alerts);
    },
  );
});

async function publishPoison(url: string): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  channel.publish('reelmill.tasks', 'asset.ingest', Buffer.from('no ticket'), { persistent: true });
  await channel.waitForConfirms();
  await connection.close();
}

async function query(databaseUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}
