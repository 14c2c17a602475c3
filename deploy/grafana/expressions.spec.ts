import { registry } from '@reelmill/observability';
import { asPromql, parseExpression, variablesOf } from './expressions';
import { NOT_SHOWN } from './not-shown';
import { allExpressions, shippedDashboards } from './shipped';

/** What Prometheus makes itself, with the labels that are its own. */
const MADE_BY_PROMETHEUS: Record<string, string[]> = { up: [], ALERTS: ['alertname', 'alertstate'] };
/** What the scrape adds to every series. */
const TARGET_LABELS = ['job', 'namespace', 'service', 'instance'];

const exported = new Map(
  (registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[]; type: string }[]).map(
    (metric) => [metric.name, metric],
  ),
);

const expressions = shippedDashboards().flatMap(allExpressions);
const parsed = expressions.map(({ place, expr }) => ({ place, expr, ...parseExpression(expr) }));

/** The name in the registry of what a query calls `…_bucket`, `…_sum` or `…_count`. */
function exportedName(series: string): string {
  if (exported.has(series)) return series;
  const base = series.replace(/_(bucket|sum|count)$/, '');
  return exported.get(base)?.type === 'histogram' ? base : series;
}

function labelsOf(series: string): string[] {
  const le = series.endsWith('_bucket') ? ['le'] : [];
  return [...(MADE_BY_PROMETHEUS[series] ?? exported.get(exportedName(series))?.labelNames ?? []), ...le];
}

it('variables of Grafana are put in as Grafana does for All; $1 stays what it is in PromQL', () => {
  const expr =
    'rate(x{a=~"$a",b=~"${b:regex}"}[$__rate_interval]) > ${__from} and label_replace(y, "c", "$1", "d", "(.+)")';
  expect(asPromql(expr)).toBe(
    'rate(x{a=~".*",b=~".*"}[1m]) > 0 and label_replace(y, "c", "$1", "d", "(.+)")',
  );
  expect(variablesOf(expr)).toEqual(['a', 'b', '__rate_interval', '__from']);
});

it('a mistake in an expression is found', () => {
  expect(parseExpression('sum by (a (rate(x[1m]))').mistakes).not.toEqual([]);
});

it('each expression is PromQL', () => {
  expect(parsed.length).toBeGreaterThan(60);
  expect(parsed.filter(({ mistakes }) => mistakes.length > 0)).toEqual([]);
});

it('each metric that a dashboard asks for is exported', () => {
  const asked = new Set(parsed.flatMap(({ metrics }) => metrics.map(exportedName)));
  const unknown = [...asked].filter(
    (name) => !exported.has(name) && !Object.hasOwn(MADE_BY_PROMETHEUS, name),
  );
  expect(unknown).toEqual([]);
});

it('each label that an expression matches or groups by is one of its metrics’ labels', () => {
  const unknown = parsed.flatMap(({ place, metrics, labels }) => {
    const known = new Set([...TARGET_LABELS, ...metrics.flatMap(labelsOf)]);
    return labels.filter((label) => !known.has(label)).map((label) => `${place}: ${label}`);
  });
  expect(unknown).toEqual([]);
});

it('each metric that is exported is on a dashboard, or stands with its reason among those that are not', () => {
  const shown = new Set(
    expressions
      .filter(({ place }) => !/: (variable|annotation) /.test(place))
      .flatMap(({ expr }) => parseExpression(expr).metrics.map(exportedName)),
  );
  expect([...exported.keys()].filter((name) => !shown.has(name) && !(name in NOT_SHOWN))).toEqual([]);
  expect(Object.keys(NOT_SHOWN).filter((name) => shown.has(name) || !exported.has(name))).toEqual([]);
});

it('each asks for the series of Reelmill alone, of the namespaces that were chosen', () => {
  const open = parsed.filter(({ place, expr, metrics }) => {
    const selectors = expr.split('job="reelmill"').length - 1;
    const chosen = expr.split('namespace=~"$namespace"').length - 1;
    if (metrics.includes('ALERTS')) return false;
    return selectors === 0 || (chosen !== selectors && !place.endsWith('variable namespace'));
  });
  expect(open.map(({ place }) => place)).toEqual([]);
});

it('rates are taken over a time that fits the scrapes and what is shown', () => {
  const fixed = parsed.filter(({ expr }) => /\[(?!\$__rate_interval\]|\$__range\])/.test(expr));
  expect(fixed.map(({ place }) => place)).toEqual([]);
});
