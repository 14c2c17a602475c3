import { artifactsTotal, withoutUrlCredentials } from '@reelmill/observability';
import type { JobOutput } from '@reelmill/persistence';
import type { Decision, Failing, PlannedOutput } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { endJob, type JobEnd } from '../transitions/end-job';
import { afterCommit } from '../job-records/in-transaction';
import { observeEnd } from '../job-records/observe-end';
import { rows } from '../job-records/rows';
import { shownCause } from '../transitions/shown-cause';
import { startJob } from '../transitions/start-job';
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

/** Ends a job that can't be planned. Its message can quote a spec that can't be read. */
async function failUnplanned(manager: EntityManager, jobId: string, failing: Failing): Promise<void> {
  const { code } = failing;
  const message = withoutUrlCredentials(failing.message);
  const error = { code, message, task: null, ...shownCause(failing) };
  await end(manager, jobId, { status: 'failed', error });
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

const toJobOutput = ({ name, file }: PlannedOutput): JobOutput => ({ name, ...file });
