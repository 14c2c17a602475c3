import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, type Ticket } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

/** A claim that its owner did not turn into a dispatch within this time is taken back. */
const CLAIM_SECONDS = 30;
/** Each minute of waiting raises a task's priority by one, so that low priority waits a bounded time. */
const AGING_SECONDS = 60;

interface ClaimedRow {
  id: string;
  job_id: string;
  command: string;
  ticket: number;
  attempt: number;
  crashes: number;
  aged: number;
  key: string | null;
  engine: string | null;
  payload: unknown;
  traceparent: string;
}

/**
 * Moves up to `limit` ready tasks of the queue to `sending` and gives their tickets. The oldest of the highest
 * (aged) priority first, owners taking turns by how much of the queue is theirs already; a task whose key another task is making right now waits for that one.
 */
export async function claimTasks(manager: EntityManager, queue: string, limit: number): Promise<Ticket[]> {
  const claimed = await rows<ClaimedRow>(
    manager,
    `WITH ready AS (
       SELECT t.id, t.created_at, j.owner, j.traceparent,
         least(10, t.priority + floor(extract(epoch FROM now() - t.created_at) / ${AGING_SECONDS}))::int AS aged,
         row_number() OVER (PARTITION BY coalesce(t.key, t.id::text) ORDER BY t.created_at, t.id) AS copy
       FROM tasks t JOIN jobs j ON j.id = t.job_id
       WHERE t.queue = $1 AND t.state = 'ready' AND NOT EXISTS (
         SELECT 1 FROM tasks o
         WHERE o.key = t.key AND o.id <> t.id AND o.state IN ('sending', 'dispatched', 'running', 'retrying'))
     ), held AS (
       SELECT j.owner, count(*) AS count FROM tasks t JOIN jobs j ON j.id = t.job_id
       WHERE t.queue = $1 AND t.state IN ('sending', 'dispatched', 'running') GROUP BY j.owner
     ), ordered AS (
       SELECT id, aged, traceparent, created_at, coalesce(held.count, 0)
         + row_number() OVER (PARTITION BY owner, aged ORDER BY created_at, id) AS turn
       FROM ready LEFT JOIN held USING (owner) WHERE copy = 1
     ), chosen AS (
       SELECT id, aged, traceparent FROM ordered ORDER BY aged DESC, turn, created_at, id LIMIT $2
     ), moved AS (
       UPDATE tasks t SET state = 'sending', ticket = t.ticket + 1, boot_id = NULL, due_at = NULL,
         claimed_until = now() + interval '${CLAIM_SECONDS} seconds'
       FROM chosen c WHERE t.id = c.id AND t.state = 'ready'
       RETURNING t.id, t.job_id, t.command, t.ticket, t.attempt, t.crashes, c.aged, t.key, t.engine, t.payload,
         c.traceparent
     ) SELECT * FROM moved ORDER BY aged DESC`,
    [queue, limit],
  );
  return claimed.map(toTicket);
}

/** Attempts of a task before it is given up. */
const MAX_ATTEMPTS = 3;

const toTicket = (row: ClaimedRow): Ticket => ({
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
  build: null,
  maxAttempts: MAX_ATTEMPTS,
  traceparent: row.traceparent,
  payload: row.payload,
});
