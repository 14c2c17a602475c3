import { dashboard, figures, graphs } from './dashboard';
import { figure } from './figure';
import { graph } from './graph';
import { of, perMinute, quantile, shared } from './promql';
import { timeline } from './timeline';
import { service } from './variables';

const SERVICE = 'service=~"$service"';

const now = figures(
  figure({
    title: 'Without the broker',
    about:
      'Processes of the selected services that have lost it: they connect anew by themselves, and meanwhile send and take nothing. Accepted jobs are safe in the database.',
    unit: 'short',
    expr: `sum(1 - ${of('reelmill_broker_connected', SERVICE)})`,
    limits: [[1, 'red']],
    nothing: 'none known',
  }),
  figure({
    title: 'Blocked by the broker',
    about:
      'Processes whose messages the broker does not take, because its memory or disk is short; work in hand is still done.',
    unit: 'short',
    expr: `sum(${of('reelmill_broker_blocked', SERVICE)})`,
    limits: [[1, 'red']],
    nothing: 'none known',
  }),
  figure({
    title: 'Events not published yet',
    about: 'Public events that wait in the database for the relay.',
    unit: 'short',
    expr: shared('reelmill_events_unpublished'),
    limits: [[1000, 'orange']],
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Oldest event',
    about: 'How long the oldest unpublished event has waited; listeners are behind by as much.',
    unit: 's',
    decimals: 0,
    expr: `max(${of('reelmill_oldest_event_seconds')})`,
    limits: [
      [30, 'orange'],
      [300, 'red'],
    ],
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Dead letters',
    about: 'Messages that nobody could handle; they are kept with their bytes until a person looks.',
    unit: 'short',
    expr: shared('reelmill_dead_letters'),
    limits: [[1, 'red']],
    nothing: 'no orchestrator',
  }),
  figure({
    title: 'Returned messages',
    about:
      'In the time shown: messages that the broker could route to no queue. The sender declares the queues anew and sends again.',
    unit: 'short',
    decimals: 0,
    expr: `sum(increase(${of('reelmill_publish_returned_total', SERVICE)}[$__range])) or vector(0)`,
    limits: [[1, 'orange']],
    nothing: 'none',
  }),
);

const broker = [
  graphs(
    timeline({
      title: 'Connection to the broker',
      about:
        'By service: the process that is worst off. All at once is the broker; one alone is its network.',
      queries: { '{{service}}': `min by (service) (${of('reelmill_broker_connected', SERVICE)})` },
      states: [
        ['not connected', 'red'],
        ['connected', 'green'],
      ],
    }),
    timeline({
      title: 'Broker takes no messages',
      about: 'The alarm of the broker for memory or disk, as each service is told of it.',
      queries: { '{{service}}': `max by (service) (${of('reelmill_broker_blocked', SERVICE)})` },
      states: [
        ['takes messages', 'green'],
        ['blocked', 'red'],
      ],
    }),
  ),
];

const tickets = graphs(
  graph({
    title: 'Tickets on the way',
    about:
      'sending: claimed, not confirmed yet. dispatched: in the broker. It stays at a few per slot, whatever waits in the database.',
    unit: 'short',
    queries: { '{{state}}': shared('reelmill_tasks', 'state', 'state=~"sending|dispatched"') },
    stacked: true,
  }),
  graph({
    title: 'Tasks on the retry ladder',
    about: 'They failed and wait in the broker for their next attempt.',
    unit: 'short',
    queries: { '{{queue}}': shared('reelmill_tasks', 'queue', 'state="retrying"') },
    stacked: true,
  }),
  graph({
    title: 'Returned messages by exchange',
    about: 'Per minute: messages that the broker could route to no queue.',
    unit: 'cpm',
    queries: { '{{exchange}}': perMinute('reelmill_publish_returned_total', 'exchange', SERVICE) },
  }),
);

const SENDING_LOOPS = 'loop=~"dispatch|events"';

const outgoing = graphs(
  graph({
    title: 'Events that wait for the relay',
    about: 'Public events that wait in the database. They go out per job in order, at least once.',
    unit: 'short',
    queries: { events: shared('reelmill_events_unpublished') },
  }),
  graph({
    title: 'Oldest event not published',
    about: 'How far listeners are behind.',
    unit: 's',
    queries: { 'oldest event': `max(${of('reelmill_oldest_event_seconds')})` },
    limits: [[30, 'orange']],
  }),
  graph({
    title: 'Rounds that send',
    about:
      'p95 of a round that sends tickets (dispatch) or events: it waits for confirms, so it shows how fast the broker is.',
    unit: 's',
    queries: { '{{loop}}': quantile(0.95, 'reelmill_round_seconds', 'loop', SENDING_LOOPS) },
  }),
);

export const messaging = dashboard({
  uid: 'reelmill-messaging',
  title: 'Reelmill / Messaging',
  about:
    'The broker as the services see it: connected, taking messages, fast enough, and what got lost on the way.',
  variables: [service()],
  rows: [
    { title: 'Now', lines: [now] },
    { title: 'Broker (by service)', lines: broker },
    { title: 'Tickets', lines: [tickets] },
    { title: 'Events', lines: [outgoing] },
  ],
});
