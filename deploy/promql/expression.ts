import { parser } from '@prometheus-io/lezer-promql';

export interface ReadExpression {
  /** What the parser does not understand. */
  mistakes: string[];
  /** Names of series, each as often as it is asked for. */
  series: string[];
  /** In matchers and groupings. */
  labels: string[];
}

/** What stands in PromQL, without any placeholders. */
export function readExpression(expr: string): ReadExpression {
  const mistakes: string[] = [];
  const series: string[] = [];
  const labels = new Set<string>();
  parser.parse(expr).iterate({
    enter: ({ type, name, from, to }) => {
      const part = expr.slice(from, to);
      if (type.isError) mistakes.push(`at ${from}: ${expr.slice(from, from + 40)}`);
      if (name === 'Identifier') series.push(part);
      if (name === 'LabelName') labels.add(part);
    },
  });
  return { mistakes, series, labels: [...labels] };
}
