import { registry } from '@reelmill/observability';

/** Names of all series that services have, and of the one that Prometheus adds for each target. */
export async function exportedNames(): Promise<ReadonlySet<string>> {
  const metrics = await registry.getMetricsAsJSON();
  const series = metrics.flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]);
  return new Set([...series, 'up']);
}
