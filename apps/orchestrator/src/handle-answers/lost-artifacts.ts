import { assembleVideo, type Failure } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';
import type { AnsweredTask } from '../transitions/answered';
import { replan } from '../transitions/replan';

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
  const keys = await rows<{ key: string }>(
    manager,
    'SELECT key FROM tasks WHERE job_id = $1 AND NOT is_fact AND key IS NOT NULL',
    [task.jobId],
  );
  if (!(await replan(manager, task.jobId, { work: true, tasks: [] }))) return false;
  await manager.query('DELETE FROM artifacts WHERE key = ANY ($1)', [keys.map(({ key }) => key)]);
  return true;
}
