import type { Pool } from 'pg';

/** One change of a row, in the order of the changes of that row. */
export interface Change {
  id: string;
  /** An event's number stands in `ticket`. */
  kind: 'job' | 'task' | 'event';
  entity: string;
  job: string;
  name: string;
  /** Null at the birth. */
  was: string | null;
  /** Null when the row was deleted. */
  now: string | null;
  ticket: number;
  attempt: number;
  crashes: number;
  boot: string | null;
  at: Date;
  /** When its transaction was committed. */
  committed: Date;
}

const SCHEMA = `
CREATE SCHEMA chaos;
CREATE TABLE chaos.history (
  id bigserial PRIMARY KEY, kind text NOT NULL, entity uuid NOT NULL, job uuid NOT NULL, name text NOT NULL,
  was text, now text, ticket integer NOT NULL DEFAULT 0, attempt integer NOT NULL DEFAULT 0,
  crashes integer NOT NULL DEFAULT 0, boot uuid, at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION chaos.note_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r tasks;
BEGIN
  IF TG_OP = 'DELETE' THEN r := OLD; ELSE r := NEW; END IF;
  INSERT INTO chaos.history (kind, entity, job, name, was, now, ticket, attempt, crashes, boot)
  VALUES ('task', r.id, r.job_id, r.name,
    CASE WHEN TG_OP <> 'INSERT' THEN OLD.state END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.state END,
    r.ticket, r.attempt, r.crashes, r.boot_id);
  RETURN NULL;
END $$;
CREATE FUNCTION chaos.note_job() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r jobs;
BEGIN
  IF TG_OP = 'DELETE' THEN r := OLD; ELSE r := NEW; END IF;
  INSERT INTO chaos.history (kind, entity, job, name, was, now)
  VALUES ('job', r.id, r.id, r.type,
    CASE WHEN TG_OP <> 'INSERT' THEN OLD.status END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.status END);
  RETURN NULL;
END $$;
CREATE FUNCTION chaos.note_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chaos.history (kind, entity, job, name, ticket)
  VALUES ('event', NEW.job_id, NEW.job_id, NEW.type, NEW.sequence);
  RETURN NULL;
END $$;
CREATE TRIGGER chaos_told AFTER INSERT ON job_events FOR EACH ROW EXECUTE FUNCTION chaos.note_event();
CREATE TRIGGER chaos_born AFTER INSERT OR DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION chaos.note_task();
CREATE TRIGGER chaos_changed AFTER UPDATE ON tasks FOR EACH ROW
  WHEN ((OLD.state, OLD.ticket, OLD.attempt, OLD.crashes, OLD.boot_id) IS DISTINCT FROM
        (NEW.state, NEW.ticket, NEW.attempt, NEW.crashes, NEW.boot_id)) EXECUTE FUNCTION chaos.note_task();
CREATE TRIGGER chaos_born AFTER INSERT OR DELETE ON jobs FOR EACH ROW EXECUTE FUNCTION chaos.note_job();
CREATE TRIGGER chaos_changed AFTER UPDATE ON jobs FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION chaos.note_job();
`;

/** Lets Postgres write down each change of a job or task, whoever makes it, in the same transaction. */
export async function keepHistory(db: Pool): Promise<void> {
  await db.query(SCHEMA);
}

/** Needs `track_commit_timestamp`. */
export async function readHistory(db: Pool): Promise<Change[]> {
  const { rows } = await db.query<Change>(
    'SELECT *, pg_xact_commit_timestamp(xmin) AS committed FROM chaos.history ORDER BY id',
  );
  return rows;
}
