const BUILT_IN: Record<string, string> = {
  __rate_interval: '1m',
  __range: '1h',
  __from: '0',
};

/** The names of the variables, of the dashboard or built in, that it uses. A `$1` is PromQL's own. */
export const variablesOf = (expr: string): string[] => [
  ...new Set([...expr.matchAll(/\$\{?([a-z_]\w*)/gi)].map(([, name]) => name!)),
];

export const isBuiltIn = (variable: string): boolean => Object.hasOwn(BUILT_IN, variable);

/** As Prometheus gets it with All chosen everywhere. */
export const asPromql = (expr: string): string =>
  expr.replace(/\$\{?([a-z_]\w*)(?::\w+)?\}?/gi, (_, name: string) => BUILT_IN[name] ?? '.*');
