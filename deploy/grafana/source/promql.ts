/** What a dashboard's variables select; a Prometheus outside Kubernetes has no `namespace`, and `.*` matches that too. */
const TARGETS = 'job="reelmill",namespace=~"$namespace"';

/** The series of a metric, of the selected namespaces; `more` are further matchers. */
export const of = (metric: string, more = ''): string =>
  `${metric}{${TARGETS}${more === '' ? '' : `,${more}`}}`;

export const rate = (metric: string, more = ''): string => `rate(${of(metric, more)}[$__rate_interval])`;

export const perMinute = (metric: string, labels: string, more = ''): string =>
  `60 * sum by (${labels}) (${rate(metric, more)})`;

/** `labels` as in `command, outcome`; without any, of all series together. */
export const quantile = (q: number, histogram: string, labels = '', more = ''): string =>
  `histogram_quantile(${q}, sum by (${['le', labels].filter(Boolean).join(', ')}) (${rate(`${histogram}_bucket`, more)}))`;

/** How many of these went on at a time, on average: what all of them took, per second. */
export const concurrency = (histogram: string, labels: string, more = ''): string =>
  `sum by (${labels}) (${rate(`${histogram}_sum`, more)})`;

/** A gauge that every orchestrator reads from the same database: two of them count nothing twice, two namespaces add up. */
export const shared = (gauge: string, labels = '', more = ''): string => {
  const each = ['namespace', labels].filter(Boolean).join(', ');
  return `sum${labels === '' ? '' : ` by (${labels})`} (max by (${each}) (${of(gauge, more)}))`;
};

/** Over the whole range that is shown, for a single figure. */
export const ratioInRange = (part: string, whole: string): string =>
  `(sum(increase(${part}[$__range])) or vector(0)) / (sum(increase(${whole}[$__range])) > 0)`;
