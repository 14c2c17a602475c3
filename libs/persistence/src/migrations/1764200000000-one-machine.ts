import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
-- Claiming reads the head of each owner's ready tasks, and nothing behind it.
ALTER TABLE tasks
  ADD COLUMN build text,
  ADD COLUMN owner text,
  ADD COLUMN rank timestamptz,
  ADD COLUMN held boolean NOT NULL DEFAULT false,
  ADD COLUMN subject jsonb;
UPDATE tasks t SET owner = j.owner, rank = t.created_at - t.priority * interval '1 minute'
  FROM jobs j WHERE j.id = t.job_id;
DELETE FROM tasks WHERE owner IS NULL;
ALTER TABLE tasks ALTER COLUMN owner SET NOT NULL, ALTER COLUMN rank SET NOT NULL;
CREATE INDEX tasks_ready ON tasks (queue, build, owner, rank, id) WHERE state = 'ready';
CREATE INDEX tasks_issued ON tasks (queue, build, state)
  WHERE state IN ('sending', 'dispatched', 'running', 'retrying');
CREATE INDEX tasks_of_boot ON tasks (boot_id) WHERE state = 'running';
DROP INDEX tasks_key;
CREATE INDEX tasks_ready_key ON tasks (key) WHERE state = 'ready' AND key IS NOT NULL;
CREATE INDEX tasks_making ON tasks (key)
  WHERE key IS NOT NULL AND state IN ('sending', 'dispatched', 'running', 'retrying');

-- One boot of a worker says what it is again with its next beat.
DELETE FROM workers;
ALTER TABLE workers DROP COLUMN engine, ADD COLUMN build text NOT NULL, ADD COLUMN engines jsonb NOT NULL;

CREATE TABLE fences (
  name text PRIMARY KEY,
  number integer NOT NULL,
  drained_at timestamptz
);

ALTER TABLE dead_letters
  ADD COLUMN identity text,
  ADD COLUMN attempts integer,
  ADD COLUMN crashes integer;
UPDATE dead_letters SET identity = id::text;
ALTER TABLE dead_letters ALTER COLUMN identity SET NOT NULL;
CREATE UNIQUE INDEX dead_letters_once ON dead_letters (queue, identity);
`;

const DOWN = `
DROP INDEX dead_letters_once;
ALTER TABLE dead_letters DROP COLUMN identity, DROP COLUMN attempts, DROP COLUMN crashes;
DROP TABLE fences;
DELETE FROM workers;
ALTER TABLE workers DROP COLUMN build, DROP COLUMN engines, ADD COLUMN engine text NOT NULL;
DROP INDEX tasks_making;
DROP INDEX tasks_ready_key;
CREATE INDEX tasks_key ON tasks (key) WHERE key IS NOT NULL;
DROP INDEX tasks_of_boot;
DROP INDEX tasks_issued;
DROP INDEX tasks_ready;
ALTER TABLE tasks DROP COLUMN build, DROP COLUMN owner, DROP COLUMN rank, DROP COLUMN held, DROP COLUMN subject;
`;

/** What the machine of jobs and tasks keeps: builds, claims at any backlog, the fence, one letter a task. */
export class OneMachine1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
