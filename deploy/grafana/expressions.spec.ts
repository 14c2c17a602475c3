import { EXPORTED, metricOf } from '../promql/exported';
import { readExpression } from '../promql/expression';
import { unknownNames } from '../promql/unknown-names';
import { asPromql, variablesOf } from './expressions';
import { NOT_SHOWN } from './not-shown';
import { allExpressions, shippedDashboards } from './shipped';

const expressions = shippedDashboards().flatMap(allExpressions);
const parsed = expressions.map(({ place, expr }) => ({ place, expr, ...readExpression(asPromql(expr)) }));

it('variables of Grafana are put in as Grafana does for All; $1 stays what it is in PromQL', () => {
  const expr =
    'rate(x{a=~"$a",b=~"${b:regex}"}[$__rate_interval]) > ${__from} and label_replace(y, "c", "$1", "d", "(.+)")';
  expect(asPromql(expr)).toBe(
    'rate(x{a=~".*",b=~".*"}[1m]) > 0 and label_replace(y, "c", "$1", "d", "(.+)")',
  );
  expect(variablesOf(expr)).toEqual(['a', 'b', '__rate_interval', '__from']);
});

it('a mistake in an expression is found', () => {
  expect(readExpression('sum by (a (rate(x[1m]))').mistakes).not.toEqual([]);
});

it('each expression is PromQL', () => {
  expect(parsed.length).toBeGreaterThan(60);
  expect(parsed.filter(({ mistakes }) => mistakes.length > 0)).toEqual([]);
});

it('each asks for series that are exported, by labels that they have', () => {
  const unknown = expressions.flatMap(({ place, expr }) =>
    unknownNames(asPromql(expr)).map((name) => `${place}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

it('each metric that is exported is on a dashboard, or stands with its reason among those that are not', () => {
  const shown = new Set(
    parsed
      .filter(({ place }) => !/: (variable|annotation) /.test(place))
      .flatMap(({ series }) => series.map((each) => metricOf(each)?.name)),
  );
  expect([...EXPORTED.keys()].filter((name) => !shown.has(name) && !(name in NOT_SHOWN))).toEqual([]);
  expect(Object.keys(NOT_SHOWN).filter((name) => shown.has(name) || !EXPORTED.has(name))).toEqual([]);
});

it('each asks for the series of Reelmill alone, of the namespaces that were chosen', () => {
  const open = parsed.filter(({ place, expr, series }) => {
    const selectors = expr.split('job="reelmill"').length - 1;
    const chosen = expr.split('namespace=~"$namespace"').length - 1;
    if (series.includes('ALERTS')) return false;
    return selectors === 0 || (chosen !== selectors && !place.endsWith('variable namespace'));
  });
  expect(open.map(({ place }) => place)).toEqual([]);
});

it('rates are taken over a time that fits the scrapes and what is shown', () => {
  const fixed = parsed.filter(({ expr }) => /\[(?!\$__rate_interval\]|\$__range\])/.test(expr));
  expect(fixed.map(({ place }) => place)).toEqual([]);
});
