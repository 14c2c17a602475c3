import { asPromql } from './expressions';
import { FAULT_ONLY } from './fault-only';
import { type Expression, panelExpressions, shippedDashboards } from './shipped';

interface QueryAnswer {
  status: string;
  error?: string;
  data?: { result: unknown[] };
}

/**
 * What is wrong with the committed panels, as a Prometheus sees it that has scraped a stack at work for a minute and more:
 * an expression that it refuses, or one that has no series. A sentence each; none is good.
 */
export async function panelProblems(prometheusUrl: string): Promise<string[]> {
  const problems: string[] = [];
  for (const expression of shippedDashboards().flatMap(panelExpressions)) {
    const problem = await problemOf(expression, prometheusUrl);
    if (problem !== null) problems.push(`${expression.place}: ${problem} (${asPromql(expression.expr)})`);
  }
  return problems;
}

async function problemOf({ place, expr }: Expression, prometheusUrl: string): Promise<string | null> {
  const url = new URL('/api/v1/query', prometheusUrl);
  url.searchParams.set('query', asPromql(expr));
  const response = await fetch(url);
  const { status, error, data } = (await response.json()) as QueryAnswer;
  if (status !== 'success') return error ?? `status ${response.status}`;
  const isEmpty = data?.result.length === 0;
  if (Object.hasOwn(FAULT_ONLY, place))
    return isEmpty ? null : 'has series: take it off the list of those without';
  return isEmpty ? 'no series' : null;
}
