import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Control } from '@reelmill/contracts';
import { artifactsTotal } from '@reelmill/observability';
import type { JobOutput } from '@reelmill/persistence';
import type { Decision, PlannedOutput, TaskSnapshot } from '@reelmill/workflow';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { endJob } from '../job-records/end-job';
import { appendEvent } from '../job-records/job-events';
import { observeEnd } from '../job-records/observe-end';
import { refreshJobs } from '../job-records/refresh-jobs';
import { rows } from '../job-records/rows';
import { decide, type JobSnapshot } from './decide';
import { currentEngines } from './engines';
import { insertTasks } from './insert-tasks';

/** Jobs planned in one round; the next round follows at once when there are more. */
const JOBS_A_ROUND = 50;

/** Turns jobs that want planning into tasks, or into their end. */
@Injectable()
export class JobPlanner {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Plans what wants planning; returns whether there may be more, and what workers must be told. */
  async plan(): Promise<{ more: boolean; controls: Control[] }> {
    const due = await rows<{ id: string }>(
      this.source.manager,
      `SELECT id FROM jobs WHERE needs_plan ORDER BY created_at LIMIT ${JOBS_A_ROUND}`,
    );
    const controls: Control[] = [];
    let more = due.length === JOBS_A_ROUND;
    for (const { id } of due) {
      const outcome = await this.planJob(id);
      more ||= outcome === 'again';
      if (outcome === 'failed') controls.push({ type: 'cancel', job: id });
    }
    return { more, controls };
  }

  /**
   * Decides on a snapshot without holding a lock, since compiling a long video takes a while, then acts under the
   * lock of the job's row. A decision on an old snapshot is harmless, it wants fewer tasks, but planning must go on.
   */
  private async planJob(id: string): Promise<'settled' | 'again' | 'failed'> {
    const snapshot = await loadSnapshot(this.source.manager, id);
    if (snapshot === null) return 'settled';
    const decision = decide(snapshot, await currentEngines(this.source.manager));
    return inTransaction(this.source, async (manager) => {
      const [job] = await rows<{ status: string }>(
        manager,
        `SELECT status FROM jobs WHERE id = $1 AND needs_plan FOR UPDATE`,
        [id],
      );
      if (job === undefined) return 'settled';
      const known = await countSucceeded(manager, id);
      const current = known === snapshot.tasks.filter(({ state }) => state === 'succeeded').length;
      return this.act(manager, { snapshot, decision, current });
    });
  }

  private async act(
    manager: EntityManager,
    { snapshot, decision, current }: { snapshot: JobSnapshot; decision: Decision; current: boolean },
  ): Promise<'settled' | 'again' | 'failed'> {
    switch (decision.kind) {
      case 'complete':
        await endJob(manager, snapshot.id, {
          status: 'completed',
          outputs: decision.outputs.map(toJobOutput),
        });
        await observeEnd(manager, snapshot.id);
        return 'settled';
      case 'fail':
        await endJob(manager, snapshot.id, {
          status: 'failed',
          error: { code: decision.code, message: decision.message, task: null },
        });
        await observeEnd(manager, snapshot.id);
        return 'failed';
      case 'wait':
        await startJob(manager, snapshot.id, { stage: decision.stage, warnings: [], needsPlan: !current });
        return current ? 'settled' : 'again';
      case 'tasks': {
        const { inserted, reused } = await insertTasks(manager, snapshot, decision.tasks);
        for (const command of reused) artifactsTotal.inc({ command, result: 'reused' });
        const again = !current || (inserted > 0 && (await nothingOpen(manager, snapshot.id)));
        await startJob(manager, snapshot.id, {
          stage: decision.stage,
          warnings: decision.warnings,
          needsPlan: again,
        });
        return again ? 'again' : 'settled';
      }
    }
  }
}

async function loadSnapshot(manager: EntityManager, id: string): Promise<JobSnapshot | null> {
  const [job] = await rows<Omit<JobSnapshot, 'tasks'>>(
    manager,
    'SELECT id, type, priority, input FROM jobs WHERE id = $1',
    [id],
  );
  if (job === undefined) return null;
  const tasks = await rows<TaskSnapshot>(
    manager,
    `SELECT name, state, CASE WHEN is_fact OR command = 'video.assemble' THEN reply END AS reply
     FROM tasks WHERE job_id = $1`,
    [id],
  );
  return { ...job, tasks };
}

async function countSucceeded(manager: EntityManager, jobId: string): Promise<number> {
  const [counted] = await rows<{ count: number }>(
    manager,
    `SELECT count(*)::int AS count FROM tasks WHERE job_id = $1 AND state = 'succeeded'`,
    [jobId],
  );
  return counted!.count;
}

async function nothingOpen(manager: EntityManager, jobId: string): Promise<boolean> {
  const [counted] = await rows<{ count: number }>(
    manager,
    `SELECT count(*)::int AS count FROM tasks
     WHERE job_id = $1 AND state NOT IN ('succeeded', 'failed', 'cancelled')`,
    [jobId],
  );
  return counted!.count === 0;
}

/** Moves a queued job to `processing`, with its event, and notes where it is. */
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
         warnings = CASE WHEN jsonb_array_length($4::jsonb) > 0 THEN $4::jsonb ELSE warnings END
       WHERE id = $1 RETURNING id
     ) SELECT 1 FROM moved, old WHERE old.started_at IS NULL`,
    [jobId, stage, needsPlan, JSON.stringify(warnings)],
  );
  if (started.length > 0)
    await appendEvent(manager, jobId, { type: 'job.started', data: { status: 'processing' } });
  await refreshJobs(manager, [jobId]);
}

const toJobOutput = ({ name, file }: PlannedOutput): JobOutput => ({ name, ...file });
