import { artifactsTotal } from '@reelmill/observability';
import type { EntityManager } from 'typeorm';
import { afterCommit } from '../job-records/in-transaction';
import { refreshJobs } from '../job-records/refresh-jobs';
import { rows } from '../job-records/rows';
import { settleSuccesses } from '../job-records/settle-successes';

/** Ends ready tasks whose artifact another task has made meanwhile. Returns how many. */
export async function reuseArtifacts(manager: EntityManager, queue: string): Promise<number> {
  const candidates = await rows<{ job_id: string }>(
    manager,
    `SELECT DISTINCT t.job_id FROM tasks t JOIN artifacts a ON a.key = t.key
     WHERE t.queue = $1 AND t.state = 'ready' AND t.command <> 'video.assemble'`,
    [queue],
  );
  if (candidates.length === 0) return 0;
  const jobIds = candidates.map(({ job_id }) => job_id);
  await manager.query('SELECT id FROM jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [jobIds]);
  const reused = await rows<{ id: string; command: string }>(
    manager,
    `WITH reused AS (
       UPDATE tasks t SET state = 'succeeded', reply = a.reply, progress = 1, finished_at = now()
       FROM artifacts a
       WHERE a.key = t.key AND t.queue = $1 AND t.state = 'ready' AND t.job_id = ANY ($2)
         AND t.command <> 'video.assemble'
       RETURNING t.id, t.command
     ) SELECT id, command FROM reused`,
    [queue, jobIds],
  );
  await settleSuccesses(
    manager,
    reused.map(({ id }) => id),
  );
  await refreshJobs(manager, jobIds);
  afterCommit(manager, () => {
    for (const { command } of reused) artifactsTotal.inc({ command, result: 'reused' });
  });
  return reused.length;
}
