import { JOB_EDGES, TASK_EDGES, type Edge } from './edges';

/**
 * SQL that makes a database with our tables refuse every change of state that is no edge of the machine, tickets that
 * are raised by anything but a claim, and counters that fall. For tests: run it once on a migrated database.
 */
export function legalEdgesTrigger(): string {
  return [
    guardOf('tasks', 'state', { edges: TASK_EDGES, more: TASK_COUNTERS }),
    guardOf('jobs', 'status', { edges: JOB_EDGES, more: JOB_COUNTERS }),
  ].join('\n');
}

const TASK_COUNTERS = `
  IF NEW.ticket <> OLD.ticket + (OLD.state = 'ready' AND NEW.state = 'sending')::int THEN
    RAISE 'task %: ticket % -> % on % -> %', OLD.id, OLD.ticket, NEW.ticket, OLD.state, NEW.state;
  END IF;
  IF NEW.attempt < OLD.attempt OR NEW.crashes < OLD.crashes THEN
    RAISE 'task %: attempt % -> %, crashes % -> %', OLD.id, OLD.attempt, NEW.attempt, OLD.crashes, NEW.crashes;
  END IF;`;
const JOB_COUNTERS = `
  IF NEW.event_sequence < OLD.event_sequence OR NEW.progress < OLD.progress THEN
    RAISE 'job %: events % -> %, progress % -> %',
      OLD.id, OLD.event_sequence, NEW.event_sequence, OLD.progress, NEW.progress;
  END IF;`;

function guardOf(
  table: string,
  column: string,
  { edges, more }: { edges: Record<string, Edge<string>>; more: string },
): string {
  const legal = Object.values(edges).flatMap(({ from, to }) => from.map((each) => `('${each}', '${to}')`));
  return `
CREATE OR REPLACE FUNCTION refuse_illegal_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.${column} <> OLD.${column}
     AND (OLD.${column}, NEW.${column}) NOT IN (${[...new Set(legal)].join(', ')}) THEN
    RAISE '${table} %: % -> % is no edge of the machine', OLD.id, OLD.${column}, NEW.${column};
  END IF;${more}
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER refuse_illegal BEFORE UPDATE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION refuse_illegal_${table}();`;
}
