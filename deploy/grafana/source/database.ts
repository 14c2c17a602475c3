import { dashboard, figures, graphs } from './dashboard';
import { figure } from './figure';
import { graph } from './graph';
import { heatmap } from './heatmap';
import { concurrency, quantile, rate } from './promql';
import { service } from './variables';

const SERVICE = 'service=~"$service"';
const QUERIES = 'reelmill_database_seconds';
const ROUNDS = 'reelmill_round_seconds';

const now = figures(
  figure({
    title: 'p95 of a query',
    about:
      'One query in twenty takes longer, from when it has its connection: the wait for a free one is not in it.',
    unit: 's',
    expr: quantile(0.95, QUERIES, '', SERVICE),
    limits: [
      [0.1, 'orange'],
      [1, 'red'],
    ],
    nothing: 'no query',
  }),
  figure({
    title: 'Queries',
    about: 'Per second, of the selected services.',
    unit: 'ops',
    expr: `sum(${rate(`${QUERIES}_count`, SERVICE)})`,
    nothing: 'none',
  }),
  figure({
    title: 'Queries at a time',
    about: 'On average, of all selected services.',
    unit: 'short',
    decimals: 2,
    expr: `sum(${concurrency(QUERIES, 'service', SERVICE)})`,
    nothing: 'none',
  }),
  figure({
    title: 'Slowest loop (p95)',
    about: 'Of the orchestrator’s rounds. What users see as slow progress begins here.',
    unit: 's',
    expr: `max(${quantile(0.95, ROUNDS, 'loop')})`,
    limits: [
      [5, 'orange'],
      [30, 'red'],
    ],
    nothing: 'no round',
  }),
);

const queries = [
  graphs(
    graph({
      title: 'Time of a query',
      about:
        'Of the selected services together. All rise at once when the server is short of something; p99 alone rises for single heavy queries and locks.',
      unit: 's',
      queries: {
        median: quantile(0.5, QUERIES, '', SERVICE),
        p95: quantile(0.95, QUERIES, '', SERVICE),
        p99: quantile(0.99, QUERIES, '', SERVICE),
      },
    }),
    graph({
      title: 'p95 by service',
      about: 'Slow for one service alone: its own queries or its network. Slow for all: the server.',
      unit: 's',
      queries: { '{{service}}': quantile(0.95, QUERIES, 'service', SERVICE) },
    }),
    heatmap({
      title: 'Spread of queries',
      about: 'Queries per second by how long they took.',
      unit: 's',
      histogram: QUERIES,
      more: SERVICE,
    }),
  ),
  graphs(
    graph({
      title: 'Queries by service',
      about: 'Per second. An idle orchestrator asks a few times a second.',
      unit: 'ops',
      queries: { '{{service}}': `sum by (service) (${rate(`${QUERIES}_count`, SERVICE)})` },
      stacked: true,
    }),
    graph({
      title: 'Connections in use',
      about:
        'Queries under way at a time, on average, by process, computed from those that ended. A process whose line comes near the size of its pool (10) waits for its own connections.',
      unit: 'short',
      queries: { '{{service}} {{instance}}': concurrency(QUERIES, 'service, instance', SERVICE) },
      limits: [[10, 'red']],
    }),
  ),
];

const rounds = [
  graphs(
    graph({
      title: 'p95 of a round by loop',
      about:
        'A round is one turn of what the orchestrator does over and over: planning, dispatch, reconciling and so on.',
      unit: 's',
      queries: { '{{loop}}': quantile(0.95, ROUNDS, 'loop') },
    }),
    graph({
      title: 'Rounds by loop',
      about: 'Per second. A loop without any stands still: readiness says so after a while.',
      unit: 'ops',
      queries: { '{{loop}}': `sum by (loop) (${rate(`${ROUNDS}_count`)})` },
    }),
    graph({
      title: 'How busy each loop is',
      about:
        'Share of the time that it is at work, in its busiest orchestrator. Near 100 % it cannot keep up with more.',
      unit: 'percentunit',
      queries: { '{{loop}}': `max by (loop) (${concurrency(ROUNDS, 'loop, instance')})` },
      max: 1,
    }),
  ),
];

export const database = dashboard({
  uid: 'reelmill-database',
  title: 'Reelmill / Database',
  about: 'Postgres as the services feel it, and the rounds of the orchestrator that live on it.',
  variables: [service()],
  rows: [
    { title: 'Now', lines: [now] },
    { title: 'Queries (by service)', lines: queries },
    { title: 'Rounds of the orchestrator', lines: rounds },
  ],
});
