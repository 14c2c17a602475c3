import type { Alert } from './alert';

/** Of jobs and tasks. Every orchestrator shows the same gauges, so that they are joined by max; counters add up. */
export const WORK_ALERTS: readonly Alert[] = [
  {
    name: 'ReelmillWorkStalled',
    severity: 'critical',
    expr: `
      sum by (namespace) (max by (namespace, state) (reelmill_jobs{job="reelmill",state=~"queued|processing"})) > 0
      unless sum by (namespace) (reelmill_slots{job="reelmill",state="busy"}) > 0
      unless sum by (namespace) (increase(reelmill_task_seconds_count{job="reelmill"}[<window>])) > 0
      unless sum by (namespace) (increase(reelmill_jobs_total{job="reelmill"}[<window>])) > 0`,
    summary: '{{ $value }} jobs are open and nothing is done for them',
    description:
      'No slot is busy, and no attempt at a task and no job has ended for <window>. Jobs stand still at their progress.',
  },
  {
    name: 'ReelmillOldestTaskWaiting',
    severity: 'warning',
    // A free slot beside a busy one is for tasks of another job: what waits there is more of one job than its share.
    expr: `
      label_replace(
        max by (namespace, queue) (reelmill_oldest_ready_seconds{job="reelmill"}) > <seconds>,
        "service", "$1", "queue", "(.+)[.]tasks")
      unless on (namespace, service) (
        min_over_time(sum by (namespace, service) (reelmill_slots{job="reelmill",state="free"})[<window>:]) > 0
        and max_over_time(sum by (namespace, service) (reelmill_slots{job="reelmill",state="busy"})[<window>:]) > 0)`,
    summary: 'The oldest ready task of {{ $labels.queue }} has waited {{ humanizeDuration $value }}',
    description: 'There is more work than workers: jobs take much longer than their rendering.',
  },
  {
    name: 'ReelmillJobsFailing',
    severity: 'warning',
    expr: `
      sum by (namespace) (increase(reelmill_jobs_total{job="reelmill",outcome="failed"}[<window>]))
      / sum by (namespace) (increase(reelmill_jobs_total{job="reelmill",outcome=~"completed|failed"}[<window>])) > <ratio>
      and sum by (namespace) (increase(reelmill_jobs_total{job="reelmill",outcome="failed"}[<window>])) >= <jobs>`,
    summary: '{{ humanizePercentage $value }} of the jobs fail',
    description: 'Callers get failed jobs in place of videos. What callers did wrong themselves counts too.',
  },
  {
    name: 'ReelmillDeadLetters',
    severity: 'warning',
    expr: `max by (namespace, queue) (reelmill_dead_letters{job="reelmill"}) > 0`,
    summary: '{{ $value }} dead letters of {{ $labels.queue }} wait for a person',
    description: 'Each ended the job that it belonged to, and nobody will try it again by itself.',
  },
  {
    name: 'ReelmillRetriesHigh',
    severity: 'warning',
    expr: `
      sum by (namespace, command) (increase(reelmill_retries_total{job="reelmill"}[<window>]))
      / sum by (namespace, command) (increase(reelmill_task_seconds_count{job="reelmill"}[<window>])) > <ratio>
      and sum by (namespace, command) (increase(reelmill_retries_total{job="reelmill"}[<window>])) >= <retries>`,
    summary: '{{ humanizePercentage $value }} of the attempts at {{ $labels.command }} are tried again',
    description: 'Jobs take longer, by up to minutes a task, and fail when a third attempt fails too.',
  },
  {
    name: 'ReelmillArtifactConflict',
    severity: 'critical',
    expr: `sum by (namespace, command) (increase(reelmill_artifact_conflicts_total{job="reelmill"}[<window>])) > 0`,
    summary: '{{ $labels.command }} made other bytes under a key that was taken',
    description:
      'The same input gives different bytes on different workers: a video may be joined from parts that do not fit.',
  },
  {
    name: 'ReelmillEventsBehind',
    severity: 'warning',
    expr: `max by (namespace) (reelmill_oldest_event_seconds{job="reelmill",service="orchestrator"}) > <seconds>`,
    summary: 'The oldest unpublished event has waited {{ humanizeDuration $value }}',
    description: 'Whoever listens to events hears late that jobs ended. The API shows it in time.',
  },
];
