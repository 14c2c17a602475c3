import { registry } from '@reelmill/observability';
import { startAtZero } from './start-at-zero';

it('the first failed job, crash or silent worker is a rise from 0', async () => {
  startAtZero();
  const metrics = (await registry.metrics()).split('\n');
  expect(metrics).toEqual(
    expect.arrayContaining([
      'reelmill_jobs_total{type="render",outcome="failed"} 0',
      'reelmill_job_seconds_count{type="render",outcome="completed"} 0',
      'reelmill_job_wait_seconds_count{type="render"} 0',
      'reelmill_crashes_total{command="segment.render"} 0',
      'reelmill_artifacts_total{command="segment.render",result="made"} 0',
      'reelmill_workers_gone_total{pool="renderer"} 0',
    ]),
  );
});
