import type { Alert } from './alert';

/** Of the services and what they stand on. A pool without workers is scaled to 0, not down: it has no target. */
export const SERVICE_ALERTS: readonly Alert[] = [
  {
    name: 'ReelmillServiceDown',
    severity: 'critical',
    expr: `
      max by (namespace, service) (up{job="reelmill"}) == 0
      or label_replace(
        group by (namespace) (up{job="reelmill"})
        unless group by (namespace) (up{job="reelmill",service="gateway"} == 1), "service", "gateway", "", "")
      or label_replace(
        group by (namespace) (up{job="reelmill"})
        unless group by (namespace) (up{job="reelmill",service="orchestrator"} == 1), "service", "orchestrator", "", "")
      or absent(up{job="reelmill"})`,
    summary: 'No {{ with $labels.service }}{{ . }}{{ else }}service{{ end }} answers',
    description:
      'Without the gateway there is no API; without the orchestrator jobs stand still; without a worker its tasks wait.',
  },
  {
    name: 'ReelmillOrchestratorNotReady',
    severity: 'critical',
    // It shows jobs once it works. Without a database it shows none either, of which another alert tells.
    expr: `
      group by (namespace) (up{job="reelmill",service="orchestrator"} == 1)
      unless group by (namespace) (reelmill_jobs{job="reelmill"})
      unless sum by (namespace) (rate(reelmill_database_seconds_count{job="reelmill",service="orchestrator"}[<window>])) == 0`,
    summary: 'The orchestrator answers and does no work',
    description:
      'Jobs are accepted and nothing is begun for them. Alerts about jobs and tasks are silent meanwhile.',
  },
  {
    name: 'ReelmillCrashLoop',
    severity: 'critical',
    expr: `
      max by (namespace, service) (changes(process_start_time_seconds{job="reelmill"}[<window>])) >= <times>
      or sum by (namespace, command) (increase(reelmill_crashes_total{job="reelmill"}[<window>])) >= <times>`,
    summary:
      '{{ with $labels.service }}A {{ . }} starts again and again{{ else }}Workers vanish over {{ $labels.command }}{{ end }}',
    description:
      'What the process held is done again from its beginning; a task that took five workers along fails its job.',
  },
  {
    name: 'ReelmillWorkerSilent',
    severity: 'warning',
    expr: `sum by (namespace, pool) (increase(reelmill_workers_gone_total{job="reelmill"}[<window>])) > 0`,
    summary: 'A {{ $labels.pool }} fell silent without a goodbye',
    description: 'It was killed, frozen or cut off. What it held began anew elsewhere, about 12 s later.',
  },
  {
    name: 'ReelmillTwoBuilds',
    severity: 'warning',
    expr: `max by (namespace, pool) (reelmill_builds{job="reelmill"}) > 1`,
    summary: '{{ $value }} builds of the {{ $labels.pool }} live side by side',
    description:
      'A job uses the workers of one build only, and what the builds make is not shared: work is done twice.',
  },
  {
    name: 'ReelmillBrokerDown',
    severity: 'critical',
    expr: `count by (namespace) (reelmill_broker_connected{job="reelmill"} == 0)`,
    summary: '{{ $value }} processes have no connection to RabbitMQ',
    description: 'Jobs are accepted and kept, and nothing is begun for them until the broker is back.',
  },
  {
    name: 'ReelmillBrokerBlocked',
    severity: 'critical',
    expr: `max by (namespace) (reelmill_broker_blocked{job="reelmill"}) > 0`,
    summary: 'RabbitMQ takes no messages: its memory or disk alarm is on',
    description: 'What runs goes on to its end, but is not answered, and nothing new is begun.',
  },
  {
    name: 'ReelmillDatabaseSlow',
    severity: 'critical',
    expr: `
      histogram_quantile(0.95, sum by (namespace, service, le) (rate(reelmill_database_seconds_bucket{job="reelmill"}[<window>]))) > <seconds>`,
    summary: 'The database answers the {{ $labels.service }} slowly',
    description: 'All of the API is slow, and jobs advance slowly.',
  },
  {
    name: 'ReelmillDatabaseDown',
    severity: 'critical',
    expr: `sum by (namespace, service) (rate(reelmill_database_seconds_count{job="reelmill",service="orchestrator"}[<window>])) == 0`,
    summary: 'The database does not answer the {{ $labels.service }}',
    description: 'The API answers 503, and no job advances.',
  },
  {
    name: 'ReelmillDiskLow',
    severity: 'critical',
    expr: `
      min by (namespace, service, volume) (reelmill_disk_free_bytes{job="reelmill",volume!="objects"} / reelmill_disk_size_bytes{job="reelmill",volume!="objects"}) < <share>
      or min by (namespace, volume) (reelmill_disk_free_bytes{job="reelmill",volume="objects"} / reelmill_disk_size_bytes{job="reelmill",volume="objects"}) < <share>
      or min by (namespace, volume) (reelmill_disk_free_bytes{job="reelmill",volume="objects"}) < <bytes>`,
    summary: 'The {{ $labels.volume }} disk {{ with $labels.service }}of the {{ . }} {{ end }}is nearly full',
    description:
      'When it is full uploads are refused with 507, and tasks are tried again and fail with `store_full`.',
  },
  {
    name: 'ReelmillGatewayErrors',
    severity: 'critical',
    expr: `
      sum by (namespace) (rate(reelmill_http_request_seconds_count{job="reelmill",service="gateway",route!~"/healthz/.*",status=~"5.."}[<window>]))
      / sum by (namespace) (rate(reelmill_http_request_seconds_count{job="reelmill",service="gateway",route!~"/healthz/.*"}[<window>])) > <ratio>
      and sum by (namespace) (increase(reelmill_http_request_seconds_count{job="reelmill",service="gateway",route!~"/healthz/.*",status=~"5.."}[<window>])) >= <requests>`,
    summary: '{{ humanizePercentage $value }} of the requests fail',
    description: 'Callers get 5xx answers: jobs are not accepted, not shown or not handed out.',
  },
  {
    name: 'ReelmillGatewaySlow',
    severity: 'warning',
    // Uploads and downloads take what the caller's line takes.
    expr: `
      histogram_quantile(0.95, sum by (namespace, le) (rate(reelmill_http_request_seconds_bucket{job="reelmill",service="gateway",route=~"/v1/jobs.*",route!~".*/outputs/.*"}[<window>]))) > <seconds>
      and sum by (namespace) (increase(reelmill_http_request_seconds_count{job="reelmill",service="gateway",route=~"/v1/jobs.*",route!~".*/outputs/.*"}[<window>])) >= <requests>`,
    summary: 'Each twentieth request about jobs takes longer than {{ humanizeDuration $value }}',
    description: 'The API answers slowly; callers with short time limits give up and ask again.',
  },
];
