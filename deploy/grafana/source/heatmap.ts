import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapColorScale,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { type PanelText, describe } from './panel';
import { rate } from './promql';

interface HeatmapText extends Omit<PanelText, 'queries'> {
  /** The histogram, with the buckets of which the map is drawn. */
  histogram: string;
  more?: string;
}

/** How many took how long, over time: shows two crowds where a quantile shows one that does not exist. */
export function heatmap({ histogram, more, ...text }: HeatmapText): PanelBuilder {
  const queries = { '{{le}}': `sum by (le) (${rate(`${histogram}_bucket`, more)})` };
  return describe(new PanelBuilder(), { ...text, queries }, 'heatmap')
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(text.unit))
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Blues')
        .scale(HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64),
    )
    .showLegend();
}
