/** An alert whose waiting times and thresholds, `<name>` in its texts, come from `alerts.yaml`. */
export interface Alert {
  name: `Reelmill${string}`;
  /** `critical`: users feel it now, somebody is called. `warning`: somebody looks at it today. */
  severity: 'critical' | 'warning';
  /** PromQL. Series of several installations in one Prometheus are told apart by `namespace`, where there is one. */
  expr: string;
  summary: string;
  /** What users feel, or will. */
  description: string;
}
