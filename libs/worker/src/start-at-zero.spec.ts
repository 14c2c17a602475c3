import { registry } from '@reelmill/observability';
import { startAtZero } from './start-at-zero';

it('the first retry or death of a command is a rise from 0, of the commands of this service alone', async () => {
  startAtZero('storage');
  const metrics = (await registry.metrics()).split('\n');
  expect(metrics).toContain('reelmill_retries_total{command="asset.ingest"} 0');
  expect(metrics).toContain('reelmill_task_seconds_count{command="asset.ingest",outcome="dead"} 0');
  expect(metrics.filter((line) => line.includes('segment.render'))).toEqual([]);
});
