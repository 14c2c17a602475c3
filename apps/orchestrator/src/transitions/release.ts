import type { EntityManager } from 'typeorm';

export interface Missing {
  task: string;
  ticket: number;
  /** Database time when the first of the beats came that lacked it. */
  since: Date;
}

/**
 * running → ready, for what a worker had begun and does not hold any more: its answer is lost. Only when the answers
 * were seen drained after the first beat that lacked it: a worker answers before it lets go. By primary key:
 * 0.7 ms for five, at 20,000 tasks.
 */
export async function releaseMissing(
  manager: EntityManager,
  boot: string,
  missing: readonly Missing[],
): Promise<void> {
  if (missing.length === 0) return;
  await manager.query(
    `WITH released AS (
       UPDATE tasks t SET state = 'ready', boot_id = NULL, progress = 0
       FROM unnest($2::uuid[], $3::integer[], $4::timestamptz[]) AS m (id, ticket, since)
       WHERE t.id = m.id AND t.ticket = m.ticket AND t.state = 'running' AND t.boot_id = $1
         AND m.since < (SELECT drained_at FROM fences WHERE name = 'answers')
       RETURNING t.id
     )
     UPDATE task_starts s SET ended_at = now() FROM released r
     WHERE s.task_id = r.id AND s.boot_id = $1 AND s.ended_at IS NULL`,
    [
      boot,
      missing.map(({ task }) => task),
      missing.map(({ ticket }) => ticket),
      missing.map(({ since }) => since),
    ],
  );
}
