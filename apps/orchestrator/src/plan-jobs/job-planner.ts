import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { FINAL_JOB_STATUSES, type Control } from '@reelmill/contracts';
import { LOGGER, artifactsTotal, type Logger } from '@reelmill/observability';
import { isLasting, type JobOutput } from '@reelmill/persistence';
import type { Decision, PlannedOutput, TaskSnapshot } from '@reelmill/workflow';
import { DataSource, type EntityManager } from 'typeorm';
import { endJob, type JobEnd } from '../transitions/end-job';
import { inTransaction } from '../job-records/in-transaction';
import { observeEnd } from '../job-records/observe-end';
import { startJob } from '../transitions/start-job';
import { rows } from '../job-records/rows';
import { decide, type JobSnapshot } from './decide';
import { currentBuilds } from './engines';
import { insertTasks } from './insert-tasks';

/** Jobs planned in one round; the next round follows at once when there are more. */
const JOBS_A_ROUND = 50;

/** Turns jobs that want planning into tasks, or into their end. */
@Injectable()
export class JobPlanner {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Plans what wants planning; returns whether there may be more, and what workers must be told. */
  async plan(): Promise<{ more: boolean; controls: Control[] }> {
    const due = await rows<{ id: string }>(
      this.source.manager,
      `SELECT id FROM jobs WHERE needs_plan AND status NOT IN ('completed', 'failed', 'cancelled') ORDER BY created_at LIMIT ${JOBS_A_ROUND}`,
    );
    const controls: Control[] = [];
    let more = due.length === JOBS_A_ROUND;
    for (const { id } of due) {
      const outcome = await this.planJob(id).catch((error: unknown) => this.cannotPlan(id, error));
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
    const decision = decide(snapshot, await currentBuilds(this.source.manager));
    return inTransaction(this.source, async (manager) => {
      const [job] = await rows<{ requests: number }>(
        manager,
        `SELECT plan_requests AS requests FROM jobs WHERE id = $1 AND needs_plan AND status <> ALL ($2) FOR UPDATE`,
        [id, FINAL_JOB_STATUSES],
      );
      if (job === undefined) return 'settled';
      return this.act(manager, { snapshot, decision, current: job.requests === snapshot.requests });
    });
  }

  /** What can't be planned fails alone: a lasting error ends its job, one that passes is tried by a later round. */
  private async cannotPlan(id: string, error: unknown): Promise<'settled' | 'failed'> {
    this.logger.error({ err: error, job: id }, 'a job could not be planned');
    if (!isLasting(error)) return 'settled';
    const message =
      'The job could not be planned because of a defect; the log of the orchestrator has the details.';
    await inTransaction(this.source, async (manager) => {
      await manager.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [id]);
      await end(manager, id, { status: 'failed', error: { code: 'internal', message, task: null } });
    });
    return 'failed';
  }

  private async act(
    manager: EntityManager,
    { snapshot, decision, current }: { snapshot: JobSnapshot; decision: Decision; current: boolean },
  ): Promise<'settled' | 'again' | 'failed'> {
    switch (decision.kind) {
      case 'complete':
        await end(manager, snapshot.id, { status: 'completed', outputs: decision.outputs.map(toJobOutput) });
        return 'settled';
      case 'fail':
        await end(manager, snapshot.id, {
          status: 'failed',
          error: { code: decision.code, message: decision.message, task: null },
        });
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

async function end(manager: EntityManager, jobId: string, how: JobEnd): Promise<void> {
  if (await endJob(manager, jobId, how)) await observeEnd(manager, jobId);
}

async function loadSnapshot(manager: EntityManager, id: string): Promise<JobSnapshot | null> {
  const [job] = await rows<Omit<JobSnapshot, 'tasks'>>(
    manager,
    'SELECT id, type, priority, input, plan_requests AS requests FROM jobs WHERE id = $1',
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

async function nothingOpen(manager: EntityManager, jobId: string): Promise<boolean> {
  const [counted] = await rows<{ count: number }>(
    manager,
    `SELECT count(*)::int AS count FROM tasks
     WHERE job_id = $1 AND state NOT IN ('succeeded', 'failed', 'cancelled')`,
    [jobId],
  );
  return counted!.count === 0;
}

const toJobOutput = ({ name, file }: PlannedOutput): JobOutput => ({ name, ...file });
