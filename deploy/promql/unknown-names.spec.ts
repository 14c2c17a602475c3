import { unknownNames } from './unknown-names';

describe('the names in an expression', () => {
  it.each([
    'sum by (queue, namespace) (reelmill_tasks{job="reelmill",state="ready"})',
    'histogram_quantile(0.9, sum by (le, command) (rate(reelmill_task_seconds_bucket[5m])))',
    'rate(reelmill_task_seconds_sum[5m]) / rate(reelmill_task_seconds_count[5m])',
    'max by (service) (up) == 0 or ALERTS{alertname="x"}',
  ])('are known in %s', (expr) => expect(unknownNames(expr)).toEqual([]));

  it.each([
    ['reelmill_moon', ['reelmill_moon']],
    ['reelmill_tasks_count', ['reelmill_tasks_count']],
    ['rate(reelmill_retries_total_sum[5m])', ['reelmill_retries_total_sum']],
    ['rate(reelmill_task_seconds[5m])', ['reelmill_task_seconds']],
    ['reelmill_tasks{command="segment.render"}', ['command']],
    ['sum by (le) (reelmill_task_seconds_count)', ['le']],
    ['sum by (state (reelmill_tasks)', [expect.stringContaining('at ')]],
  ])('are not all known in %s', (expr, unknown) =>
    expect(unknownNames(expr)).toEqual(expect.arrayContaining(unknown)),
  );
});
