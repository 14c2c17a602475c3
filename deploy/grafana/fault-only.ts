/** Panels that are empty while all is well, with the reason. */
export const FAULT_ONLY: Readonly<Record<string, string>> = {
  'Reelmill / Overview: Alerts over time': 'Prometheus has no series of an alert that does not fire',
  'Reelmill / Jobs and tasks: Dead letters': 'a queue without dead letters has no series',
  'Reelmill / Jobs and tasks: Artifacts that differ': 'no artifact has differed',
  'Reelmill / Messaging: Returned messages by exchange': 'no message was returned',
};
