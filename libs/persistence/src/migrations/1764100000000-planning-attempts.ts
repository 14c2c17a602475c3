import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PlanningAttempts1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE jobs
        ADD COLUMN plan_attempts integer NOT NULL DEFAULT 0,
        ADD COLUMN plan_delays integer NOT NULL DEFAULT 0,
        ADD COLUMN plan_after timestamptz,
        ADD COLUMN plan_claimed_until timestamptz;
      DROP INDEX jobs_to_plan;
      CREATE INDEX jobs_to_plan ON jobs (owner, priority, created_at) WHERE needs_plan;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX jobs_to_plan;
      CREATE INDEX jobs_to_plan ON jobs (created_at) WHERE needs_plan;
      ALTER TABLE jobs DROP COLUMN plan_attempts, DROP COLUMN plan_delays, DROP COLUMN plan_after,
        DROP COLUMN plan_claimed_until;`);
  }
}
