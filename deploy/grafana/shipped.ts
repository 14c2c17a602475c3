import {
  type AnnotationQuery,
  type Dashboard,
  type Panel,
  type RowPanel,
  VariableType,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Helm reads no file outside its chart, so that it has a copy. */
const FOLDERS = { compose: 'dashboards', chart: '../helm/reelmill/files/dashboards' };

/** The committed dashboards as text, by file name. */
export function shippedFiles(by: keyof typeof FOLDERS): ReadonlyMap<string, string> {
  const folder = join(__dirname, FOLDERS[by]);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

export const shippedDashboards = (): Dashboard[] =>
  [...shippedFiles('compose').values()].map((text) => JSON.parse(text) as Dashboard);

const isPanel = (each: Panel | RowPanel): each is Panel => each.type !== 'row';

/** Without the titles of rows. */
export const panelsOf = (dashboard: Dashboard): Panel[] => (dashboard.panels ?? []).filter(isPanel);

export interface Expression {
  /** Where it stands, as `Reelmill / API: Requests`. */
  place: string;
  expr: string;
}

/** All that is asked of Prometheus by panels. */
export const panelExpressions = (dashboard: Dashboard): Expression[] =>
  panelsOf(dashboard).flatMap((panel) =>
    targetsOf(panel).map(({ expr }) => ({ place: placeOf(dashboard, panel), expr })),
  );

export const placeOf = (dashboard: Dashboard, panel: Panel): string => `${dashboard.title}: ${panel.title}`;

export const targetsOf = (panel: Panel): { expr: string; legendFormat?: string }[] =>
  (panel.targets ?? []) as unknown as { expr: string; legendFormat?: string }[];

/** Panels, variables and annotations. */
export const allExpressions = (dashboard: Dashboard): Expression[] => [
  ...panelExpressions(dashboard),
  ...(dashboard.annotations.list ?? []).map(({ name, expr }: AnnotationQuery) => ({
    place: `${dashboard.title}: annotation ${name}`,
    expr: expr ?? '',
  })),
  ...(dashboard.templating.list ?? [])
    .filter(({ type }) => type === VariableType.Query)
    .map(({ name, query }) => ({ place: `${dashboard.title}: variable ${name}`, expr: selectorOf(query) })),
];

/** `label_values(SELECTOR, label)` is Grafana's own; what it asks of Prometheus is the selector. */
function selectorOf(query: unknown): string {
  const [, selector] = /^label_values\((.+), \w+\)$/.exec(String(query)) ?? [];
  if (selector === undefined) throw new Error(`Not a query for the values of a label: ${String(query)}`);
  return selector;
}
