import {
  CLOUD_EVENT_TYPE,
  ticketRoute,
  type Answer,
  type Beat,
  type CloudEvent,
  type Control,
  type Failure,
  type Ticket,
} from '@reelmill/contracts';
import type { Broker } from './broker';
import { FAILURE_HEADER, REASON_HEADER, failureHeader } from './failure-header';
import { asJson, type OutgoingMessage } from './outgoing-message';
import {
  ANSWERS_EXCHANGE,
  BEATS_EXCHANGE,
  CONTROL_EXCHANGE,
  DEAD_EXCHANGE,
  EVENTS_EXCHANGE,
  TASKS_EXCHANGE,
  retryRung,
} from './topology';

/**
 * Offers a task to the workers of its build; resolves after the confirm. It is `returned` where their queue is gone, which
 * the sender may declare. @throws PublishError
 */
export function sendTicket(broker: Broker, ticket: Ticket): Promise<void> {
  return broker.publish(ticketMessage(ticket, TASKS_EXCHANGE));
}

/** As {@link sendTicket}, after a rung of the ladder; it comes back with its own priority. @throws PublishError */
export function sendTicketLater(broker: Broker, ticket: Ticket, seconds: number): Promise<void> {
  return broker.publish(ticketMessage(ticket, retryRung(seconds)));
}

/** Tells the orchestrator. @throws PublishError */
export function sendAnswer(broker: Broker, answer: Answer, traceparent?: string): Promise<void> {
  return broker.publish({
    exchange: ANSWERS_EXCHANGE,
    key: answer.type,
    type: answer.type,
    bytes: asJson(answer),
    ...(traceparent && { headers: { traceparent } }),
  });
}

/** Why a message is parked: it can't be read, or its task failed and no attempt is left. */
export type DeathCause = { reason: string } | { failure: Failure };

/** Parks a message of `queue` unchanged, for a person to look at. @throws PublishError */
export function sendDead(
  broker: Broker,
  letter: { queue: string; bytes: Buffer; cause: DeathCause },
): Promise<void> {
  const { queue, bytes, cause } = letter;
  const headers: Record<string, string> =
    'reason' in cause
      ? { [REASON_HEADER]: cause.reason }
      : { [FAILURE_HEADER]: failureHeader(cause.failure) };
  return broker.publish({ exchange: DEAD_EXCHANGE, key: queue, type: 'dead', bytes, headers });
}

/**
 * Tells the world, by the AMQP binding of CloudEvents: all in the body, the attributes again as headers
 * `cloudEvents:<name>`. Nobody need listen. @throws PublishError
 */
export function sendEvent(broker: Broker, event: CloudEvent): Promise<void> {
  const attributes = Object.entries(event).filter(([name]) => name !== 'data' && name !== 'datacontenttype');
  return broker.publish({
    exchange: EVENTS_EXCHANGE,
    key: event.type,
    type: event.type,
    bytes: asJson(event),
    contentType: CLOUD_EVENT_TYPE,
    mandatory: false,
    headers: Object.fromEntries(attributes.map(([name, value]) => [`cloudEvents:${name}`, String(value)])),
  });
}

/** May be lost; false when it is lost already. */
export function sendBeat(broker: Broker, beat: Beat): boolean {
  return broker.publishLossy({
    exchange: BEATS_EXCHANGE,
    key: beat.service,
    type: 'beat',
    bytes: asJson(beat),
  });
}

/**
 * Routing keys `cancel.<job>` and `wake`. May be lost; false when it is lost already. The cancel of a job comes through
 * also while the broker takes no messages: see {@link cancelFlag}.
 */
export function sendControl(broker: Broker, control: Control): boolean {
  const isCancel = control.type === 'cancel';
  const key = isCancel ? `cancel.${control.job}` : control.type;
  const message = { exchange: CONTROL_EXCHANGE, key, type: control.type, bytes: asJson(control) };
  return isCancel && control.task === undefined
    ? broker.publishUrgent(message, cancelFlag(control.job))
    : broker.publishLossy(message);
}

/** The flag that says during an alarm that a job was cancelled. */
export const cancelFlag = (job: string): string => `reelmill.cancelled.${job}`;

function ticketMessage(ticket: Ticket, exchange: string): OutgoingMessage {
  return {
    exchange,
    key: ticketRoute(ticket.command, ticket.build),
    type: ticket.command,
    bytes: asJson(ticket),
    priority: ticket.priority,
    headers: { traceparent: ticket.traceparent },
  };
}
