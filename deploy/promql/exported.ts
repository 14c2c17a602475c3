import { registry } from '@reelmill/observability';

export interface ExportedMetric {
  name: string;
  type: string;
  labelNames: string[];
}

/** What the services declare, by name. */
export const EXPORTED: ReadonlyMap<string, ExportedMetric> = new Map(
  (registry.getMetricsAsArray() as unknown as ExportedMetric[]).map((metric) => [metric.name, metric]),
);

/** What Prometheus makes itself, with the labels that are its own. */
const MADE_BY_PROMETHEUS: ReadonlyMap<string, string[]> = new Map([
  ['up', []],
  ['ALERTS', ['alertname', 'alertstate']],
]);
/** What the scrape adds to every series. */
const TARGET_LABELS = ['job', 'namespace', 'service', 'instance'];

/** The metric of a series: one of its own name, or a histogram, whose series are `…_bucket`, `…_sum` and `…_count` alone. */
export function metricOf(series: string): ExportedMetric | undefined {
  const own = EXPORTED.get(series);
  if (own) return own.type === 'histogram' ? undefined : own;
  const histogram = EXPORTED.get(series.replace(/_(bucket|sum|count)$/, ''));
  return histogram?.type === 'histogram' ? histogram : undefined;
}

/** `null` of a series that is not there. */
export function labelsOf(series: string): string[] | null {
  const labels = MADE_BY_PROMETHEUS.get(series) ?? metricOf(series)?.labelNames;
  return labels ? [...TARGET_LABELS, ...labels, ...(series.endsWith('_bucket') ? ['le'] : [])] : null;
}
