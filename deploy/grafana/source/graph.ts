import {
  GraphDrawStyle,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { type Color, type PanelText, describe } from './panel';

interface GraphText extends PanelText {
  /** The series add up to something: they lie on each other. */
  stacked?: boolean;
  /** For ratios: the axis always shows it all. */
  max?: number;
  /** Legends end in the outcome of something, which has its colour. */
  outcomes?: boolean;
}

/** How the ends of things look, whatever the panel. */
const OUTCOME_COLORS: Record<string, Color> = {
  completed: 'green',
  succeeded: 'green',
  failed: 'red',
  dead: 'purple',
  retrying: 'orange',
  cancelled: 'gray',
  drained: 'blue',
};

/** Lines over time. Colours go by name, so that a queue or a command looks the same on every panel. */
export function graph({ stacked = false, max, outcomes = false, ...text }: GraphText): PanelBuilder {
  const builder = describe(new PanelBuilder(), text, 'range')
    .min(0)
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(1)
    .fillOpacity(stacked ? 30 : 8)
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .legend(legend())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None).group('A'));
  if (max !== undefined) builder.max(max);
  if (text.limits) {
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return outcomes ? colored(builder) : builder;
}

function colored(builder: PanelBuilder): PanelBuilder {
  for (const [outcome, color] of Object.entries(OUTCOME_COLORS)) {
    builder.overrideByRegexp(`/(^| )${outcome}$/`, [
      { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    ]);
  }
  return builder;
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .calcs(['lastNotNull', 'max']);
}
