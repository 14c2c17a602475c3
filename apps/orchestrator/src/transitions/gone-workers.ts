import type { Failure } from '@reelmill/contracts';
import { MAX_CRASHES } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { keepCrashedOut } from '../dead-letters/keep-letter';
import { lockJobs } from '../job-records/lock-jobs';
import { rows } from '../job-records/rows';
import { failTask } from './fail-task';

/**
 * A worker that has not been heard for this long is gone; it beats each second. Counted up to when all that was answered
 * is written: what it said last may wait there, and that it stopped.
 */
export const SILENCE_SECONDS = 10;

export interface GoneWorkers {
  /** How many fell silent just now, by service. */
  silent: { service: string; count: number }[];
  crashed: CrashedTask[];
  /** Jobs that ended. */
  ended: string[];
}

export interface CrashedTask {
  id: string;
  jobId: string;
  name: string;
  command: string;
  crashes: number;
  /** The workers that held it, one more crash each. */
  boots: string[];
}

/** How many workers vanished, by the command that they held: one that held three tasks of a command is one. */
export function vanishedByCommand(crashed: readonly CrashedTask[]): Map<string, number> {
  const boots = new Map<string, Set<string>>();
  for (const task of crashed)
    boots.set(task.command, new Set([...(boots.get(task.command) ?? []), ...task.boots]));
  return new Map([...boots].map(([command, { size }]) => [command, size]));
}

/**
 * running → ready, crashes + 1, for each task that a silent worker had begun and not answered; one that has crashed
 * too often → failed, with its job and a dead letter. A task that somebody else has begun since keeps running, and its
 * crash counts all the same.
 *
 * Starts by `task_starts_open`, running tasks by `tasks_of_boot`: 1.4 ms for fifty tasks at 20,000.
 */
export async function settleGoneWorkers(manager: EntityManager): Promise<GoneWorkers> {
  const silent = await rows<GoneWorkers['silent'][number]>(
    manager,
    `WITH silent AS (
       UPDATE workers SET gone_at = now()
       WHERE stopped_at IS NULL AND gone_at IS NULL
         AND last_beat_at < (SELECT drained_at FROM fences WHERE name = 'answers') - interval '${SILENCE_SECONDS} seconds'
       RETURNING service
     ) SELECT service, count(*)::int AS count FROM silent GROUP BY service`,
  );
  const boots = await lockWhatGoneWorkersHold(manager);
  if (boots.length === 0) return { silent, crashed: [], ended: [] };
  const crashed = await countCrashes(manager, boots);
  await manager.query(
    `UPDATE tasks SET state = 'ready', boot_id = NULL, progress = 0 WHERE state = 'running' AND boot_id = ANY ($1)`,
    [boots],
  );
  const ended: string[] = [];
  for (const task of crashed.filter(({ crashes }) => crashes >= MAX_CRASHES)) {
    await keepCrashedOut(manager, task.id, tooManyCrashes(task));
    const job = await failTask(manager, task, tooManyCrashes(task));
    if (job !== null) ended.push(job);
  }
  return { silent, crashed, ended };
}

function countCrashes(manager: EntityManager, boots: readonly string[]): Promise<CrashedTask[]> {
  return rows<CrashedTask>(
    manager,
    `WITH ended AS (
       UPDATE task_starts SET ended_at = now() WHERE ended_at IS NULL AND boot_id = ANY ($1) RETURNING task_id, boot_id
     ), counted AS (
       SELECT task_id, count(*)::int AS count, array_agg(boot_id) AS boots FROM ended GROUP BY task_id
     ), crashed AS (
       UPDATE tasks t SET crashes = t.crashes + c.count
       FROM counted c WHERE t.id = c.task_id AND t.state NOT IN ('succeeded', 'failed', 'cancelled')
       RETURNING t.id, t.job_id, t.name, t.command, t.crashes, c.boots
     ) SELECT id, job_id AS "jobId", name, command, crashes, boots FROM crashed`,
    [boots],
  );
}

/** Boots that are gone with something in hand; the jobs of those tasks are locked, in id order, as everywhere. */
async function lockWhatGoneWorkersHold(manager: EntityManager): Promise<string[]> {
  const held = await rows<{ boot: string; job: string | null }>(
    manager,
    `SELECT w.boot_id AS boot, t.job_id AS job
     FROM workers w JOIN task_starts s ON s.boot_id = w.boot_id AND s.ended_at IS NULL
       LEFT JOIN tasks t ON t.id = s.task_id
     WHERE w.gone_at IS NOT NULL
     UNION
     SELECT w.boot_id, t.job_id FROM workers w JOIN tasks t ON t.boot_id = w.boot_id AND t.state = 'running'
     WHERE w.gone_at IS NOT NULL`,
  );
  await lockJobs(
    manager,
    held.flatMap(({ job }) => job ?? []),
  );
  return [...new Set(held.map(({ boot }) => boot))];
}

const tooManyCrashes = ({ crashes }: CrashedTask): Failure => ({
  code: 'crashed',
  message: `${crashes} workers vanished while they held this task; it may need more memory than they have.`,
  retryable: false,
});
