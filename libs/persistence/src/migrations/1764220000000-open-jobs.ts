import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Open jobs are counted every few seconds, among all that there ever were. */
export class OpenJobs1764220000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Writers of jobs wait while it builds; if it can't begin soon they would wait behind it, too.
    await runner.query("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '5s'");
    await runner.query(
      "CREATE INDEX jobs_open ON jobs (status) WHERE status IN ('queued', 'processing', 'retrying')",
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX jobs_open');
  }
}
