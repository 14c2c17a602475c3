import { VisibilityMode, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { type Color, type PanelText, describe } from './panel';

interface TimelineText extends Omit<PanelText, 'unit'> {
  /** What 0, 1, … mean. */
  states: readonly (readonly [text: string, color: Color])[];
  nothing?: string;
}

/** Bars of states over time: when was what on or off. */
export function timeline({ states, nothing, ...text }: TimelineText): PanelBuilder {
  const builder = describe(new PanelBuilder(), { ...text, unit: 'short' }, 'range')
    .mappings([mapping(states)])
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .legend(new VizLegendOptionsBuilder().showLegend(true));
  return nothing === undefined ? builder : builder.noValue(nothing);
}

const mapping = (states: TimelineText['states']): ValueMapping => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(states.map(([text, color], index) => [String(index), { text, color, index }])),
});
