import { readExpression } from '../promql/expression';

/**
 * Names of the series that an expression asks for, each as often as it does.
 * @throws Error when it is no PromQL
 */
export function metricsOf(expr: string): string[] {
  const { mistakes, series } = readExpression(expr);
  if (mistakes.length > 0) throw new Error(`no PromQL ${mistakes.join(', ')}`);
  return series;
}
