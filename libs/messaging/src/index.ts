export { AlarmWatch } from './alarm-watch';
export type { Consumer } from './batch-consumer';
export { Broker } from './broker';
export { brokerConfig } from './broker-config';
export { consumeAnswers, consumeBeats, consumeControl, consumeDead } from './consumers';
export type { AnswerHandling, DeadLetter, Delivered } from './consumers';
export type { Delivery } from './delivery';
export { issuesOf } from './issues-of';
export type { OutgoingMessage } from './outgoing-message';
export { parseJson } from './parse-json';
export { PublishError } from './publish-error';
export type { PublishProblem } from './publish-error';
export { sendUntilConfirmed } from './send-until-confirmed';
export {
  sendAnswer,
  sendBeat,
  sendControl,
  sendDead,
  sendEvent,
  sendTicket,
  sendTicketLater,
} from './senders';
export type { DeathCause } from './senders';
export {
  ANSWERS_QUEUE,
  RETRY_RUNGS,
  TOPOLOGY,
  buildTopologyOf,
  joined,
  topologyOfQueue,
  workQueueOf,
} from './topology';
