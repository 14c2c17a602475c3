import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The work of jobs that were in flight before tasks had builds is forgotten, and planned anew with builds: nobody takes
 * keyed tickets of no build, tickets of then can't be read now, and their answers and the workers that held them went with
 * that version. Such tasks are known by what each has since: a keyed one its build, a fact the place in the spec that it
 * is about. What has been made is found again by its key.
 */
export class EarlierWork1764210000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      WITH planned AS (
        UPDATE jobs j SET needs_plan = true, plan_requests = plan_requests + 1,
          status = CASE status WHEN 'retrying' THEN 'processing' ELSE status END
        WHERE status NOT IN ('completed', 'failed', 'cancelled') AND EXISTS (
          SELECT 1 FROM tasks t WHERE t.job_id = j.id
            AND ((t.key IS NOT NULL AND t.build IS NULL) OR (t.is_fact AND t.subject IS NULL)))
        RETURNING id
      ), forgotten AS (
        DELETE FROM tasks WHERE job_id IN (SELECT id FROM planned) RETURNING id
      ), ended AS (
        UPDATE task_starts SET ended_at = now() WHERE ended_at IS NULL AND task_id IN (SELECT id FROM forgotten)
      )
      DELETE FROM task_dependencies WHERE task_id IN (SELECT id FROM forgotten)`);
  }

  /** What was forgotten is planned anew by any version. */
  down(): Promise<void> {
    return Promise.resolve();
  }
}
