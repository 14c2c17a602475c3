import { parser } from '@prometheus-io/lezer-promql';

/**
 * Names of the metrics that an expression asks for, each as often as it does.
 * @throws Error when it is no PromQL
 */
export function metricsOf(expr: string): string[] {
  const metrics: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expr.slice(from, from + 40)}`);
      if (type.name === 'VectorSelector')
        metrics.push(/^[a-zA-Z_:][\w:]*/.exec(expr.slice(from, to))?.[0] ?? '');
    },
  });
  return metrics;
}
