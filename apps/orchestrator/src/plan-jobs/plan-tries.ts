import { FINAL_JOB_STATUSES } from '@reelmill/contracts';
import type { TaskSnapshot } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';
import type { JobSnapshot } from './decide';

/** Tries at planning a job of which none ended well; then it fails. */
export const MAX_PLAN_ATTEMPTS = 3;
/** A job that was tried in vain lets others go first for this long, per attempt. */
const AFTER_ATTEMPT_SECONDS = 2;
/** Back-off of a job that could not be planned for a reason that passes: doubled each time, up to the second figure. */
const AFTER_DELAY_SECONDS = [1, 30] as const;

/** A claim of one job, to be planned by nobody else meanwhile. */
export interface PlanTry {
  job: Omit<JobSnapshot, 'tasks'>;
  /** This one included. */
  attempt: number;
  /** By which the claim is known again. */
  claim: string;
}

/**
 * Claims a job and counts the attempt, in one statement that is committed before anything is tried: what ends this
 * process counts too. Null when another orchestrator has it, or it wants no planning any more.
 */
export async function beginTry(
  manager: EntityManager,
  id: string,
  claimSeconds: number,
): Promise<PlanTry | null> {
  const [begun] = await rows<PlanTry['job'] & Pick<PlanTry, 'attempt' | 'claim'>>(
    manager,
    `WITH begun AS (
       UPDATE jobs SET plan_attempts = plan_attempts + 1,
         plan_claimed_until = clock_timestamp() + make_interval(secs => $3)
       WHERE id = $1 AND needs_plan AND status <> ALL ($2)
         AND (plan_claimed_until IS NULL OR plan_claimed_until <= now())
         AND (plan_after IS NULL OR plan_after <= now())
       RETURNING id, type, priority, input, plan_requests AS requests, plan_attempts AS attempt,
         plan_claimed_until::text AS claim
     ) SELECT * FROM begun`,
    [id, FINAL_JOB_STATUSES, claimSeconds],
  );
  if (begun === undefined) return null;
  const { attempt, claim, ...job } = begun;
  return { job, attempt, claim };
}

/** The tasks of a job, as planners see them. */
export function loadTasks(manager: EntityManager, id: string): Promise<TaskSnapshot[]> {
  return rows<TaskSnapshot>(
    manager,
    `SELECT name, state, CASE WHEN is_fact OR command = 'video.assemble' THEN reply END AS reply
     FROM tasks WHERE job_id = $1`,
    [id],
  );
}

/**
 * Locks the row of a job that is still claimed by this try, and gives how often planning has been asked for; null when
 * the claim ran out and another has it, or the job ended.
 */
export async function lockTried(
  manager: EntityManager,
  { job, claim }: PlanTry,
): Promise<{ requests: number } | null> {
  const [locked] = await rows<{ requests: number }>(
    manager,
    `SELECT plan_requests AS requests FROM jobs
     WHERE id = $1 AND needs_plan AND status <> ALL ($2) AND plan_claimed_until = $3::timestamptz FOR UPDATE`,
    [job.id, FINAL_JOB_STATUSES, claim],
  );
  return locked ?? null;
}

/** The try came to nothing and counts: the job is tried again, after others. */
export async function endInVain(manager: EntityManager, { job, claim }: PlanTry): Promise<void> {
  await manager.query(
    `UPDATE jobs SET plan_claimed_until = NULL,
       plan_after = now() + plan_attempts * interval '${AFTER_ATTEMPT_SECONDS} seconds'
     WHERE id = $1 AND plan_claimed_until = $2::timestamptz`,
    [job.id, claim],
  );
}

/** The try came to nothing for a reason that has nothing to do with the job: it does not count, but the job waits. */
export async function delayTry(manager: EntityManager, { job, claim }: PlanTry): Promise<void> {
  const [first, most] = AFTER_DELAY_SECONDS;
  await manager.query(
    `UPDATE jobs SET plan_claimed_until = NULL, plan_attempts = greatest(0, plan_attempts - 1),
       plan_delays = plan_delays + 1,
       plan_after = now() + least(${most}, ${first} * 2 ^ least(plan_delays, 10)) * interval '1 second'
     WHERE id = $1 AND plan_claimed_until = $2::timestamptz`,
    [job.id, claim],
  );
}
