import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, type Ticket } from '@reelmill/contracts';
import { MAX_ATTEMPTS } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/**
 * A claim that its owner did not turn into a dispatch within this time is taken back. Longer than the deadline of a round,
 * in which confirms take up to 35 s.
 */
export const CLAIM_SECONDS = 75;

/** A pool of slots and the build of its service; null where commands are not keyed. */
export interface Route {
  queue: string;
  build: string | null;
}

export interface SharedRoute extends Route {
  /** Most tasks of one job that are with its workers at a time, so that there is room at once for those of the next. */
  perJob: number;
}

export interface ClaimedRow {
  id: string;
  job_id: string;
  command: string;
  ticket: number;
  attempt: number;
  crashes: number;
  aged: number;
  key: string | null;
  build: string | null;
  engine: string | null;
  payload: unknown;
  traceparent: string;
}

/**
 * ready → sending, ticket + 1.
 *
 * Up to `limit` tasks of the route: the highest aged priority first (each minute of waiting raises it by one, up to 10),
 * owners taking turns by how much of the queue is theirs already. A task whose key another task is making right now
 * waits for that one, and a job whose share of the route is used up waits for its own: a retry that comes back by the
 * ladder, and is claimed no more, counts towards it. The caller holds the dispatch lock of the route.
 *
 * Index `tasks_ready`: its owners are found by a skip scan, then only the head of each one's tasks is read; keys by
 * `tasks_making`. Recursive union over index-only scans, nested loop of limited index-only scans, sort of at most owners ×
 * limit rows: four of 200, 2,000, 20,000 and 100,000 ready tasks of ten owners cost 0.85, 0.76, 0.90 and 0.88 ms (sorting
 * all of 20,000 cost 148 ms), of 200 owners 16 ms. What waits for a key that is being made is stepped over, and so is what
 * waits for its job's share: eight jobs of 1,000 tasks in front cost 2.4 ms.
 */
export async function claimTasks(
  manager: EntityManager,
  { queue, build, perJob }: SharedRoute,
  limit: number,
): Promise<Ticket[]> {
  const claimed: ClaimedRow[] = [];
  for (let left = limit; left > 0; left = limit - claimed.length) {
    // What was found may be all of jobs that have their share by now: the next look steps over them.
    const more = await rows<ClaimedRow>(manager, CLAIM, [queue, build, left, perJob]);
    if (more.length === 0) break;
    claimed.push(...more);
  }
  return claimed.map(toTicket);
}

const OF_ROUTE = 't.queue = $1 AND (t.build = $2 OR ($2::text IS NULL AND t.build IS NULL))';

/** In front of every order: Postgres does not see that `build IS NULL` makes it a constant, and would sort. */
const ROUTE = 't.queue, t.build';

export const CLAIM = `
  WITH RECURSIVE owners AS (
    (SELECT t.owner FROM tasks t WHERE ${OF_ROUTE} AND t.state = 'ready' ORDER BY ${ROUTE}, t.owner LIMIT 1)
    UNION ALL
    SELECT (SELECT t.owner FROM tasks t WHERE ${OF_ROUTE} AND t.state = 'ready' AND t.owner > o.owner
            ORDER BY ${ROUTE}, t.owner LIMIT 1)
    FROM owners o WHERE o.owner IS NOT NULL
  ), held AS (
    SELECT t.owner, t.job_id, count(*) AS count FROM tasks t
    WHERE ${OF_ROUTE} AND (t.state IN ('sending', 'dispatched', 'running') OR t.state = 'retrying' AND NOT t.held)
    GROUP BY t.owner, t.job_id
  ), ready AS (
    SELECT t.*, least(10, floor(extract(epoch FROM now() - t.rank) / 60))::int AS aged,
      row_number() OVER (PARTITION BY coalesce(t.key, t.id::text) ORDER BY t.rank, t.id) AS copy
    FROM owners o CROSS JOIN LATERAL (
      SELECT t.id, t.key, t.owner, t.rank, t.job_id FROM tasks t
      WHERE ${OF_ROUTE} AND t.state = 'ready' AND t.owner = o.owner AND NOT EXISTS (
        SELECT 1 FROM tasks m
        WHERE m.key = t.key AND m.state IN ('sending', 'dispatched', 'running', 'retrying'))
        AND t.job_id NOT IN (SELECT h.job_id FROM held h WHERE h.count >= $4)
      ORDER BY ${ROUTE}, t.owner, t.rank, t.id LIMIT $3
    ) t
  ), ordered AS (
    SELECT id, job_id, aged, rank,
      coalesce(of_owner.count, 0) + row_number() OVER (PARTITION BY owner, aged ORDER BY rank, id) AS turn,
      coalesce(of_job.count, 0) + row_number() OVER (PARTITION BY job_id ORDER BY rank, id) AS turn_in_job
    FROM ready
    LEFT JOIN (SELECT owner, sum(count) AS count FROM held GROUP BY owner) of_owner USING (owner)
    LEFT JOIN (SELECT job_id, count FROM held) of_job USING (job_id)
    WHERE copy = 1
  ), chosen AS (
    SELECT o.id, o.aged, j.traceparent FROM (
      SELECT * FROM ordered WHERE turn_in_job <= $4 ORDER BY aged DESC, turn, rank, id LIMIT $3
    ) o JOIN jobs j ON j.id = o.job_id
  ), moved AS (
    UPDATE tasks t SET state = 'sending', ticket = t.ticket + 1, boot_id = NULL, due_at = NULL, held = false,
      claimed_until = now() + interval '${CLAIM_SECONDS} seconds'
    FROM chosen c WHERE t.id = c.id AND t.state = 'ready'
    RETURNING t.id, t.job_id, t.command, t.ticket, t.attempt, t.crashes, c.aged, t.key, t.build, t.engine, t.payload,
      c.traceparent
  ) SELECT * FROM moved ORDER BY aged DESC`;

export const toTicket = (row: ClaimedRow): Ticket => ({
  v: ENVELOPE_VERSION,
  id: randomUUID(),
  job: row.job_id,
  task: row.id,
  ticket: row.ticket,
  command: row.command,
  attempt: row.attempt,
  crashes: row.crashes,
  redeliveries: 0,
  priority: row.aged,
  key: row.key,
  engine: row.engine,
  build: row.build,
  maxAttempts: MAX_ATTEMPTS,
  traceparent: row.traceparent,
  payload: row.payload,
});
