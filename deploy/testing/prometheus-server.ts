import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { MonitoredStack } from './monitored-stack';
import { SERVICES } from './services';
import { toolPath } from './tool';

export interface Sample {
  metric: Record<string, string>;
  value: number;
}

export interface RuleHealth {
  name: string;
  health: string;
  lastError?: string;
}

/** A real Prometheus that scrapes a stack each second. */
export interface PrometheusServer {
  readonly url: string;
  /** An instant query. @throws Error when Prometheus refuses it */
  query(expr: string): Promise<Sample[]>;
  rules(): Promise<RuleHealth[]>;
  stop(): Promise<void>;
}

/** `rules` is the text of a rules file. */
export async function startPrometheus(
  { services, folder, spawn }: Pick<MonitoredStack, 'services' | 'folder' | 'spawn'>,
  rules: string,
): Promise<PrometheusServer> {
  const own = join(folder, 'prometheus');
  mkdirSync(own);
  writeFileSync(join(own, 'rules.yml'), rules);
  writeFileSync(join(own, 'prometheus.yml'), stringify(configOf(services)));
  const port = await freePort();
  const prometheus = spawn('prometheus', [
    toolPath('PROMETHEUS'),
    `--config.file=${join(own, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(own, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  const url = `http://127.0.0.1:${port}`;
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(url + path);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  };
  while (!(await isReady(url))) {
    if (!prometheus.alive())
      throw new Error(`Prometheus has ended while it started: see ${folder}/prometheus.log`);
    await delay(100);
  }
  return {
    url,
    query: async (expr) => {
      const path = `/api/v1/query?query=${encodeURIComponent(expr)}`;
      const { result } = await get<{ result: { metric: Sample['metric']; value: [number, string] }[] }>(path);
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    rules: async () =>
      (await get<{ groups: { rules: RuleHealth[] }[] }>('/api/v1/rules')).groups.flatMap(
        (group) => group.rules,
      ),
    stop: () => prometheus.end(),
  };
}

const configOf = (services: MonitoredStack['services']): object => ({
  global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
  rule_files: ['rules.yml'],
  scrape_configs: [
    {
      job_name: 'reelmill',
      static_configs: SERVICES.map((service) => ({
        targets: [new URL(services[service].adminUrl).host],
        labels: { service },
      })),
    },
  ],
});

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`).then(
    ({ status }) => status === 200,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
