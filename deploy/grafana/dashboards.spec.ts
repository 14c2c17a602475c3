import { type GridPos, VariableType } from '@grafana/grafana-foundation-sdk/dashboard';
import { isBuiltIn, variablesOf } from './expressions';
import { FAULT_ONLY } from './fault-only';
import { allExpressions, panelsOf, placeOf, shippedDashboards, shippedFiles, targetsOf } from './shipped';
import { dashboardFiles } from './source';

const dashboards = shippedDashboards();
const panels = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).map((panel) => ({ panel, place: placeOf(dashboard, panel) })),
);

const overlap = (a: GridPos, b: GridPos): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Every value under a key of that name, at any depth. */
function valuesOf(key: string, tree: unknown): unknown[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree as Record<string, unknown>).flatMap(([name, value]) => [
    ...(name === key ? [value] : []),
    ...valuesOf(key, value),
  ]);
}

it.each(['compose', 'chart'] as const)(
  'the dashboards of the %s are what their sources make; npm run dashboards writes them',
  (by) => {
    expect(Object.fromEntries(shippedFiles(by))).toEqual(Object.fromEntries(dashboardFiles()));
  },
);

it('each dashboard has a fixed uid of its own that Grafana takes, and no id of some database', () => {
  const uids = dashboards.map(({ uid }) => uid);
  expect(uids.filter((uid) => !/^reelmill-[a-z-]{1,31}$/.test(uid ?? ''))).toEqual([]);
  expect(new Set(uids).size).toBe(6);
  expect(dashboards.filter(({ id }) => typeof id === 'number')).toEqual([]);
});

it('each panel says what it shows, in which unit, under a title that is there once', () => {
  const vague = panels.filter(
    ({ panel }) =>
      !/\S{2,} \S/.test(panel.description ?? '') || !panel.fieldConfig?.defaults.unit || !panel.title,
  );
  expect(vague.map(({ place }) => place)).toEqual([]);
  expect(new Set(panels.map(({ place }) => place)).size).toBe(panels.length);
});

it('each series has a legend, and two queries of a panel never the same', () => {
  const unclear = panels.filter(({ panel }) => {
    const legends = targetsOf(panel).map(({ legendFormat }) => legendFormat);
    return legends.length === 0 || legends.includes('') || new Set(legends).size < legends.length;
  });
  expect(unclear.map(({ place }) => place)).toEqual([]);
});

it('panels fill lines of 24 columns without gap or overlap, and a dashboard has 16 at most', () => {
  for (const dashboard of dashboards) {
    const places = (dashboard.panels ?? []).map(({ gridPos }) => gridPos!);
    const crossing = places.filter((a, n) => places.slice(n + 1).some((b) => overlap(a, b)));
    expect(crossing).toEqual([]);
    expect(places.filter(({ x, w }) => x < 0 || !Number.isInteger(w) || x + w > 24)).toEqual([]);
    const height = Math.max(...places.map(({ y, h }) => y + h));
    const covered = places.reduce((area, { w, h }) => area + w * h, 0);
    expect({ uid: dashboard.uid, covered }).toEqual({ uid: dashboard.uid, covered: height * 24 });
    expect(panelsOf(dashboard).length).toBeLessThanOrEqual(16);
  }
});

it('whoever looks chooses the data source: everything asks the one that is chosen', () => {
  for (const dashboard of dashboards) {
    const uids = valuesOf('datasource', dashboard).map((each) => (each as { uid: string }).uid);
    expect(new Set(uids)).toEqual(new Set(['${datasource}']));
    const asking = [...panelsOf(dashboard), ...panelsOf(dashboard).flatMap(({ targets }) => targets ?? [])];
    expect(asking.filter((each) => !('datasource' in each))).toEqual([]);
  }
});

it('each variable changes something, and each that is used is there', () => {
  for (const dashboard of dashboards) {
    const used = new Set(allExpressions(dashboard).flatMap(({ expr }) => variablesOf(expr)));
    const offered = (dashboard.templating.list ?? []).map(({ name }) => name);
    const wanted = [...used].filter((name) => !isBuiltIn(name));
    expect(new Set([...wanted, 'datasource'])).toEqual(new Set(offered));
  }
});

it('several values can be chosen, and all of them also where series have no such label', () => {
  const choices = dashboards
    .flatMap(({ templating }) => templating.list ?? [])
    .filter(({ type }) => type === VariableType.Query);
  expect(choices).not.toEqual([]);
  expect(
    choices.filter(({ multi, includeAll, allValue }) => !multi || !includeAll || allValue !== '.*'),
  ).toEqual([]);
});

it('the dashboards link to each other and keep what was chosen', () => {
  for (const { links, tags } of dashboards) {
    expect(links).toEqual([
      expect.objectContaining({ type: 'dashboards', tags, keepTime: true, includeVars: true }),
    ]);
  }
});

it('a panel that is said to be empty while all is well exists', () => {
  const places = panels.map(({ place }) => place);
  expect(Object.keys(FAULT_ONLY).filter((place) => !places.includes(place))).toEqual([]);
});
