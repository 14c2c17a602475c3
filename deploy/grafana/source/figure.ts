import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { type PanelText, describe } from './panel';

interface FigureText extends Omit<PanelText, 'queries'> {
  expr: string;
  /** Shown where there is nothing to show, for instance before the first job. */
  nothing: string;
  decimals?: number;
}

/** One number, as it is now: a value of the past is not shown as the present one. */
export function figure({ expr, nothing, decimals, ...text }: FigureText): PanelBuilder {
  const builder = describe(new PanelBuilder(), { ...text, queries: { [text.title]: expr } }, 'instant')
    .noValue(nothing)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Value)
    .colorMode(text.limits ? BigValueColorMode.Background : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''));
  return decimals === undefined ? builder : builder.decimals(decimals);
}
