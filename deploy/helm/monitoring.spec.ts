import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ofKind, render } from './testing/chart';

const SECONDS = { m: 60, h: 3600 } as const;
const { alerts } = parse(readFileSync(join(__dirname, '../prometheus/alerts.yaml'), 'utf8')) as {
  alerts: Record<string, { window?: string }>;
};

it('pods are scraped three times in the least window of an alert, also with the longest interval', () => {
  const windows = Object.values(alerts).flatMap(({ window }) => window ?? []);
  const seconds = windows.map((window) => {
    const [, count, unit] = /^(\d+)([mh])$/.exec(window) ?? [];
    return Number(count) * SECONDS[unit as 'm' | 'h'];
  });
  const longest = Math.floor(Math.min(...seconds) / 3);
  const monitored = (intervalSeconds: number) =>
    render('prometheus-operator', { values: { monitoring: { podMonitor: { intervalSeconds } } } });
  expect(ofKind(monitored(longest), 'PodMonitor')[0]?.spec).toMatchObject({
    podMetricsEndpoints: [{ interval: `${longest}s` }],
  });
  expect(() => monitored(longest + 1)).toThrow(/intervalSeconds': maximum/);
});
