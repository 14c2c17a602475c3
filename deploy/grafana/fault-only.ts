/** Panels that are empty while all is well, with the reason. */
export const FAULT_ONLY: Readonly<Record<string, string>> = {
  'Reelmill / Overview: Alerts over time': 'Prometheus has no series of an alert that does not fire',
};
