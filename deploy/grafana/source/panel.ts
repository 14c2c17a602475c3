import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel, Threshold, ThresholdsConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** What every panel has to say. */
export interface PanelText {
  title: string;
  /** What it shows and when to worry; Grafana shows it at the panel's corner. */
  about: string;
  /** A unit of Grafana, such as `s`, `bytes`, `percentunit`, `short`. */
  unit: string;
  /** Legend to expression. `{{label}}` in a legend is the label's value. */
  queries: Record<string, string>;
  /** From which value on a colour holds. */
  limits?: Limits;
}

export type Color = 'green' | 'orange' | 'red' | 'blue' | 'purple' | 'gray';
export type Limits = readonly (readonly [from: number, color: Color])[];

/** The part of the SDK's panel builders that all kinds have. */
interface CommonBuilder extends Builder<Panel> {
  title(title: string): this;
  description(description: string): this;
  unit(unit: string): this;
  datasource(ref: typeof DATASOURCE): this;
  targets(targets: Builder<Dataquery>[]): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
}

type Kind = 'instant' | 'range' | 'heatmap';

export function describe<B extends CommonBuilder>(builder: B, text: PanelText, kind: Kind): B {
  const queries = Object.entries(text.queries);
  return builder
    .title(text.title)
    .description(text.about)
    .unit(text.unit)
    .datasource(DATASOURCE)
    .targets(queries.map(([legend, expr], n) => query(expr, legend, kind).refId(String.fromCharCode(65 + n))))
    .thresholds(thresholds(text.limits ?? []));
}

function query(expr: string, legend: string, kind: Kind): DataqueryBuilder {
  const built = new DataqueryBuilder().datasource(DATASOURCE).expr(expr).legendFormat(legend);
  if (kind === 'instant') return built.instant();
  return kind === 'heatmap' ? built.range().format(PromQueryFormat.Heatmap) : built.range();
}

function thresholds(limits: Limits): ThresholdsConfigBuilder {
  const base: Threshold = { value: null, color: limits.length > 0 ? 'green' : 'text' };
  const steps = limits.map(([value, color]) => ({ value, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([base, ...steps]);
}
