import { jobStarted } from '@reelmill/contracts';
import { artifactsTotal } from '@reelmill/observability';
import type { JobOutput } from '@reelmill/persistence';
import type { Decision, PlannedOutput } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { endJob, type JobEnd } from '../job-records/end-job';
import { afterCommit } from '../job-records/in-transaction';
import { appendEvent } from '../job-records/job-events';
import { observeEnd } from '../job-records/observe-end';
import { refreshJobs } from '../job-records/refresh-jobs';
import { rows } from '../job-records/rows';
import type { JobSnapshot } from './decide';
import { insertTasks } from './insert-tasks';

/** `again`: planning must go on at once. */
export type Acted = 'settled' | 'again' | 'failed';

export interface Decided {
  job: Pick<JobSnapshot, 'id' | 'priority'>;
  decision: Decision;
  /** Nothing has asked for planning since the snapshot was taken on which it was decided. */
  current: boolean;
}

/** Does what was decided for a job whose row is locked; a decision on an old snapshot wants fewer tasks, which is harmless. */
export async function actOnDecision(manager: EntityManager, decided: Decided): Promise<Acted> {
  const { job, decision, current } = decided;
  switch (decision.kind) {
    case 'complete':
      await end(manager, job.id, { status: 'completed', outputs: decision.outputs.map(toJobOutput) });
      return 'settled';
    case 'fail':
      await failUnplanned(manager, job.id, decision);
      return 'failed';
    case 'wait':
      await startJob(manager, job.id, { stage: decision.stage, warnings: [], needsPlan: !current });
      return current ? 'settled' : 'again';
    case 'tasks': {
      const { inserted, reused } = await insertTasks(manager, job, decision.tasks);
      afterCommit(manager, () => {
        for (const command of reused) artifactsTotal.inc({ command, result: 'reused' });
      });
      const again = !current || (inserted > 0 && (await nothingOpen(manager, job.id)));
      const { stage, warnings } = decision;
      await startJob(manager, job.id, { stage, warnings, needsPlan: again });
      return again ? 'again' : 'settled';
    }
  }
}

/** Ends a job that can't be planned. */
export async function failUnplanned(
  manager: EntityManager,
  jobId: string,
  { code, message }: { code: string; message: string },
): Promise<void> {
  await end(manager, jobId, { status: 'failed', error: { code, message, task: null } });
}

async function end(manager: EntityManager, jobId: string, how: JobEnd): Promise<void> {
  if (await endJob(manager, jobId, how)) await observeEnd(manager, jobId);
}

/** All that was inserted exists already: no success will ask for planning. */
async function nothingOpen(manager: EntityManager, jobId: string): Promise<boolean> {
  const [open] = await rows<{ tasks: number }>(
    manager,
    `SELECT count(*) FILTER (WHERE state NOT IN ('succeeded', 'failed', 'cancelled'))::int AS tasks
     FROM tasks WHERE job_id = $1`,
    [jobId],
  );
  return open!.tasks === 0;
}

/** Moves a queued job to `processing`, with its event, and notes where it is; the try at planning it has ended well. */
async function startJob(
  manager: EntityManager,
  jobId: string,
  { stage, warnings, needsPlan }: { stage: string; warnings: readonly string[]; needsPlan: boolean },
): Promise<void> {
  const started = await rows(
    manager,
    `WITH old AS (SELECT started_at FROM jobs WHERE id = $1), moved AS (
       UPDATE jobs SET status = CASE WHEN status = 'queued' THEN 'processing' ELSE status END, stage = $2,
         started_at = coalesce(started_at, now()), needs_plan = $3,
         plan_attempts = 0, plan_delays = 0, plan_after = NULL, plan_claimed_until = NULL,
         warnings = CASE WHEN jsonb_array_length($4::jsonb) > 0 THEN $4::jsonb ELSE warnings END
       WHERE id = $1 RETURNING id
     ) SELECT 1 FROM moved, old WHERE old.started_at IS NULL`,
    [jobId, stage, needsPlan, JSON.stringify(warnings)],
  );
  if (started.length > 0)
    await appendEvent(manager, jobId, { event: jobStarted, data: { status: 'processing' } });
  await refreshJobs(manager, [jobId]);
}

const toJobOutput = ({ name, file }: PlannedOutput): JobOutput => ({ name, ...file });
