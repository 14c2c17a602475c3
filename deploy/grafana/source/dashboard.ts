import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './panel';
import { of } from './promql';
import { datasource, namespace } from './variables';

const COLUMNS = 24;
const TAG = 'reelmill';

export interface Row {
  title: string;
  lines: Line[];
}

/** Panels beside each other, of the same width. */
interface Line {
  height: number;
  panels: Builder<Panel>[];
}

interface DashboardText {
  uid: string;
  title: string;
  about: string;
  /** Beside the data source and the namespace, which all have. */
  variables?: Builder<VariableModel>[];
  rows: Row[];
}

export const figures = (...panels: Builder<Panel>[]): Line => ({ height: 4, panels });
export const graphs = (...panels: Builder<Panel>[]): Line => ({ height: 8, panels });

export function dashboard({ uid, title, about, variables = [], rows }: DashboardText): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(about)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-3h', to: 'now' })
    .refresh('30s')
    .variables([datasource(), namespace(), ...variables])
    .annotation(restarts())
    .link(siblings());
  const built = builder.build();
  const annotations = { list: built.annotations.list?.map(visible) };
  return { ...built, links: built.links?.map(visible), annotations, panels: placed(rows) };
}

/** The SDK puts links and annotations into a menu, with no word for the place beside the variables. */
const visible = <T extends { placement?: unknown }>({ placement: _, ...rest }: T) => rest;

/** Each process that began in the time shown, at its own moment: also one that no scrape saw before. */
function restarts(): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name('Starts of services')
    .datasource(DATASOURCE)
    .enable(true)
    .hide(false)
    .iconColor('blue')
    .expr(`1000 * ${of('process_start_time_seconds')} > \${__from}`)
    .useValueForTime(true)
    .titleFormat('{{service}} started')
    .textFormat('{{instance}}');
}

const siblings = (): DashboardLinkBuilder =>
  new DashboardLinkBuilder('Reelmill')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(false)
    .includeVars(true)
    .keepTime(true);

/** From the top down; the SDK's own placing leaves a short line to the next panel. */
function placed(rows: Row[]): Dashboard['panels'] {
  const panels: NonNullable<Dashboard['panels']> = [];
  let y = 0;
  const add = (panel: NonNullable<Dashboard['panels']>[number], at: { h: number; w: number; x: number }) =>
    panels.push({ ...panel, id: panels.length + 1, gridPos: { ...at, y } });
  for (const { title, lines } of rows) {
    add(new RowBuilder(title).build(), { h: 1, w: COLUMNS, x: 0 });
    y += 1;
    for (const line of lines) {
      const w = COLUMNS / line.panels.length;
      line.panels.forEach((panel, n) => add(panel.build(), { h: line.height, w, x: n * w }));
      y += line.height;
    }
  }
  return panels;
}
