import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  owner text NOT NULL,
  priority smallint NOT NULL CONSTRAINT jobs_priority CHECK (priority BETWEEN 0 AND 10),
  status text NOT NULL,
  input jsonb NOT NULL,
  traceparent text NOT NULL,
  needs_plan boolean NOT NULL,
  plan_requests integer NOT NULL DEFAULT 0,
  replans integer NOT NULL DEFAULT 0,
  cancel_requested boolean NOT NULL DEFAULT false,
  progress double precision NOT NULL DEFAULT 0 CONSTRAINT jobs_progress CHECK (progress BETWEEN 0 AND 1),
  stage text NOT NULL,
  progress_message text NOT NULL,
  error jsonb,
  warnings jsonb NOT NULL DEFAULT '[]',
  outputs jsonb NOT NULL DEFAULT '[]',
  event_sequence integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  completed_at timestamptz
);
CREATE INDEX jobs_newest ON jobs (created_at, id);
CREATE INDEX jobs_to_plan ON jobs (created_at) WHERE needs_plan;
CREATE INDEX jobs_cancelling ON jobs (id)
  WHERE cancel_requested AND status NOT IN ('completed', 'failed', 'cancelled');

CREATE TABLE job_events (
  job_id uuid NOT NULL,
  sequence integer NOT NULL,
  type text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  PRIMARY KEY (job_id, sequence)
);
CREATE INDEX job_events_unpublished ON job_events (job_id, sequence) WHERE published_at IS NULL;

CREATE TABLE tasks (
  id uuid PRIMARY KEY,
  job_id uuid NOT NULL,
  name text NOT NULL,
  command text NOT NULL,
  queue text NOT NULL,
  state text NOT NULL,
  key text,
  engine text,
  payload jsonb NOT NULL,
  reply jsonb,
  failure jsonb,
  unmet integer NOT NULL DEFAULT 0,
  is_fact boolean NOT NULL DEFAULT false,
  priority smallint NOT NULL,
  weight double precision NOT NULL DEFAULT 1,
  progress double precision NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 1,
  crashes integer NOT NULL DEFAULT 0,
  ticket integer NOT NULL DEFAULT 0,
  boot_id uuid,
  claimed_until timestamptz,
  dispatched_at timestamptz,
  due_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tasks_name UNIQUE (job_id, name)
);
CREATE INDEX tasks_to_dispatch ON tasks (queue, state, created_at)
  WHERE state IN ('waiting', 'ready', 'sending', 'dispatched', 'running', 'retrying');
CREATE INDEX tasks_key ON tasks (key) WHERE key IS NOT NULL;

CREATE TABLE task_dependencies (
  task_id uuid NOT NULL,
  needs_id uuid NOT NULL,
  PRIMARY KEY (task_id, needs_id)
);
CREATE INDEX task_dependencies_needs ON task_dependencies (needs_id);

CREATE TABLE task_starts (
  task_id uuid NOT NULL,
  boot_id uuid NOT NULL,
  ticket integer NOT NULL,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (task_id, boot_id, ticket, attempt)
);
CREATE INDEX task_starts_open ON task_starts (boot_id) WHERE ended_at IS NULL;

CREATE TABLE artifacts (
  key text PRIMARY KEY,
  command text NOT NULL,
  reply jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE assets (
  sha256 text PRIMARY KEY,
  bytes bigint NOT NULL,
  content_type text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE workers (
  boot_id uuid PRIMARY KEY,
  service text NOT NULL,
  host text NOT NULL,
  engine text NOT NULL,
  slots integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  last_beat_at timestamptz NOT NULL DEFAULT now(),
  stopped_at timestamptz,
  gone_at timestamptz
);
CREATE INDEX workers_alive ON workers (service, last_beat_at) WHERE stopped_at IS NULL AND gone_at IS NULL;

CREATE TABLE dead_letters (
  id uuid PRIMARY KEY,
  queue text NOT NULL,
  body bytea NOT NULL,
  headers jsonb NOT NULL,
  reason text NOT NULL,
  job_id uuid,
  task_id uuid,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_newest ON dead_letters (created_at);
`;

const NAMES = [
  'dead_letters',
  'workers',
  'assets',
  'artifacts',
  'task_starts',
  'task_dependencies',
  'tasks',
  'job_events',
  'jobs',
];

export class FirstTables1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of NAMES) await runner.query(`DROP TABLE ${name}`);
  }
}
