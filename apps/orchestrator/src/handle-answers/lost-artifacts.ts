import { assembleVideo, type Failure } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { forgetTasks, replan } from '../job-records/request-plan';
import type { AnsweredTask } from './task-changes';

/**
 * An assembly whose input is not in the store: the artifacts of its job are forgotten, as rows, and the job is
 * planned anew. Workers find those that still exist in the store and make the others. Returns false for any other
 * failure, and when it did not help before. The caller holds the lock of the job's row.
 */
export async function forgetLostArtifacts(
  manager: EntityManager,
  task: AnsweredTask,
  failure: Failure,
): Promise<boolean> {
  if (failure.code !== 'input_missing' || task.command !== assembleVideo.name) return false;
  if (!(await replan(manager, task.jobId))) return false;
  await manager.query(
    'DELETE FROM artifacts WHERE key IN (SELECT key FROM tasks WHERE job_id = $1 AND NOT is_fact)',
    [task.jobId],
  );
  await forgetTasks(manager, 'job_id = $1 AND NOT is_fact', task.jobId);
  return true;
}
