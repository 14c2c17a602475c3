import type { EntityManager } from 'typeorm';

/**
 * running → dispatched, for what these workers had begun and gave back before they said that they end: those tickets are
 * in the queue again. Also a start that is heard after the goodbye of its worker ends so; call it after the starts.
 * Index `tasks_of_boot`: 1 ms for ten tasks of one worker, at 20,000 tasks.
 */
export async function giveBackOfStopped(manager: EntityManager, boots: readonly string[]): Promise<void> {
  if (boots.length === 0) return;
  await manager.query(
    `UPDATE tasks SET state = 'dispatched', dispatched_at = now(), boot_id = NULL, progress = 0
     WHERE state = 'running'
       AND boot_id IN (SELECT boot_id FROM workers WHERE boot_id = ANY ($1) AND stopped_at IS NOT NULL)`,
    [boots],
  );
  await manager.query(
    `UPDATE task_starts SET ended_at = now() WHERE ended_at IS NULL
       AND boot_id IN (SELECT boot_id FROM workers WHERE boot_id = ANY ($1) AND stopped_at IS NOT NULL)`,
    [boots],
  );
}
