import { dashboard, figures, graphs } from './dashboard';
import { figure } from './figure';
import { graph } from './graph';
import { heatmap } from './heatmap';
import { concurrency, of, quantile, rate, ratioInRange } from './promql';

const SECONDS = 'reelmill_http_request_seconds';
const COUNT = `${SECONDS}_count`;
const GATEWAY = 'service="gateway"';
const REFUSED = `${GATEWAY},status=~"4.."`;
const BROKEN = `${GATEWAY},status=~"5.."`;

const share = (part: string): string =>
  `(sum(${rate(COUNT, part)}) or vector(0)) / (sum(${rate(COUNT, GATEWAY)}) > 0)`;

const now = figures(
  figure({
    title: 'Requests',
    about: 'Per second, in the last minutes.',
    unit: 'reqps',
    expr: `sum(${rate(COUNT, GATEWAY)})`,
    nothing: 'no request yet',
  }),
  figure({
    title: 'Server errors',
    about: 'Answers 5xx of all answers in the time shown: the fault is here, not with the caller.',
    unit: 'percentunit',
    decimals: 2,
    expr: ratioInRange(of(COUNT, BROKEN), of(COUNT, GATEWAY)),
    limits: [
      [0.001, 'orange'],
      [0.01, 'red'],
    ],
    nothing: 'no request',
  }),
  figure({
    title: 'Refused requests',
    about:
      'Answers 4xx of all answers in the time shown: specs that cannot be rendered, jobs that are not there.',
    unit: 'percentunit',
    decimals: 1,
    expr: ratioInRange(of(COUNT, REFUSED), of(COUNT, GATEWAY)),
    nothing: 'no request',
  }),
  figure({
    title: 'p95 of all requests',
    about:
      'One request in twenty takes longer. Uploads and downloads take as long as the line of the caller.',
    unit: 's',
    expr: quantile(0.95, SECONDS, '', GATEWAY),
    nothing: 'no request',
  }),
  figure({
    title: 'Gateways that answer',
    about: 'Processes whose metrics can be read.',
    unit: 'short',
    expr: `sum(${of('up', GATEWAY)})`,
    limits: [
      [0, 'red'],
      [1, 'green'],
    ],
    nothing: 'none known',
  }),
  figure({
    title: 'In flight',
    about: 'Requests that were worked on at a time, on average in the last minutes.',
    unit: 'short',
    decimals: 1,
    expr: `sum(${concurrency(SECONDS, 'service', GATEWAY)})`,
    nothing: 'no request yet',
  }),
);

const traffic = graphs(
  graph({
    title: 'Requests by route',
    about: 'Per second. The route `none` is what matches no route of the API.',
    unit: 'reqps',
    queries: { '{{method}} {{route}}': `sum by (method, route) (${rate(COUNT, GATEWAY)})` },
    stacked: true,
  }),
  graph({
    title: 'Answers by status',
    about: 'Per second.',
    unit: 'reqps',
    queries: { '{{status}}': `sum by (status) (${rate(COUNT, GATEWAY)})` },
    stacked: true,
  }),
  graph({
    title: 'Share of errors',
    about:
      'Of all answers. Server errors are ours; refusals are mostly the callers’, until a release changes what is refused.',
    unit: 'percentunit',
    queries: { 'server errors (5xx)': share(BROKEN), 'refused (4xx)': share(REFUSED) },
    max: 1,
  }),
);

const latency = [
  graphs(
    graph({
      title: 'Time of a request',
      about: 'Of all routes together.',
      unit: 's',
      queries: {
        median: quantile(0.5, SECONDS, '', GATEWAY),
        p95: quantile(0.95, SECONDS, '', GATEWAY),
        p99: quantile(0.99, SECONDS, '', GATEWAY),
      },
    }),
    graph({
      title: 'p95 by route',
      about: 'One request in twenty takes longer.',
      unit: 's',
      queries: { '{{method}} {{route}}': quantile(0.95, SECONDS, 'method, route', GATEWAY) },
    }),
  ),
  graphs(
    graph({
      title: 'Median by route',
      about:
        'What most callers feel. A median that rises with its p95 is load; a p95 alone is a few heavy requests.',
      unit: 's',
      queries: { '{{method}} {{route}}': quantile(0.5, SECONDS, 'method, route', GATEWAY) },
    }),
    heatmap({
      title: 'Spread of times',
      about: 'Requests per second by how long they took. Two bands are two kinds of requests.',
      unit: 's',
      histogram: SECONDS,
      more: GATEWAY,
    }),
  ),
];

const load = graphs(
  graph({
    title: 'In flight by route',
    about:
      'Requests worked on at a time, on average, computed from the times of those that ended: a request that hangs is not in it before it ends.',
    unit: 'short',
    queries: { '{{method}} {{route}}': concurrency(SECONDS, 'method, route', GATEWAY) },
    stacked: true,
  }),
  graph({
    title: 'CPU of the gateways',
    about: 'Cores in use by each process. One process uses hardly more than one.',
    unit: 'short',
    queries: { '{{instance}}': `sum by (instance) (${rate('process_cpu_seconds_total', GATEWAY)})` },
  }),
  graph({
    title: 'Event-loop lag of the gateways',
    about:
      'How late the process gets to what is due (99th percentile). Everything it answers is late by as much.',
    unit: 's',
    queries: { '{{instance}}': `max by (instance) (${of('nodejs_eventloop_lag_p99_seconds', GATEWAY)})` },
    limits: [[0.2, 'orange']],
  }),
);

export const api = dashboard({
  uid: 'reelmill-api',
  title: 'Reelmill / API',
  about: 'The gateway: how much is asked of it, how fast it answers, what it refuses.',
  rows: [
    { title: 'Now', lines: [now] },
    { title: 'Traffic', lines: [traffic] },
    { title: 'Times', lines: latency },
    { title: 'Load', lines: [load] },
  ],
});
