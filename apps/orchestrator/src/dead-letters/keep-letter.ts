import { createHash, randomUUID } from 'node:crypto';
import type { Failure } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';
import { toTicket, type ClaimedRow } from '../transitions/claim';

export interface Letter {
  queue: string;
  bytes: Buffer;
  headers: Readonly<Record<string, unknown>>;
  reason: string;
  /** Whose ticket it is; null when nobody can tell. */
  subject: { job: string; task: string } | null;
  /** What makes it the same letter: default its bytes. */
  identity?: string;
}

/** Keeps a letter once, however often it comes, with the counts that its task has by now. */
export async function keepLetter(manager: EntityManager, letter: Letter): Promise<void> {
  const { queue, bytes, subject } = letter;
  await manager.query(
    `INSERT INTO dead_letters (id, queue, body, headers, reason, job_id, task_id, identity, attempts, crashes)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, t.attempt, t.crashes
     FROM (SELECT 1) one LEFT JOIN tasks t ON t.id = $7
     ON CONFLICT (queue, identity) DO NOTHING`,
    [
      randomUUID(),
      queue,
      bytes,
      JSON.stringify(letter.headers),
      letter.reason,
      subject?.job ?? null,
      subject?.task ?? null,
      letter.identity ?? createHash('sha256').update(bytes).digest('hex'),
    ],
  );
}

/** Keeps the ticket of a task that crashed too often: no message of it may be left to become a letter by itself. */
export async function keepCrashedOut(
  manager: EntityManager,
  taskId: string,
  failure: Failure,
): Promise<void> {
  const [task] = await rows<ClaimedRow & { queue: string }>(
    manager,
    `SELECT t.id, t.queue, t.job_id, t.command, t.ticket, t.attempt, t.crashes, t.priority AS aged, t.key, t.build,
       t.engine, t.payload, j.traceparent
     FROM tasks t JOIN jobs j ON j.id = t.job_id WHERE t.id = $1`,
    [taskId],
  );
  if (task === undefined) return;
  await keepLetter(manager, {
    queue: task.queue,
    bytes: Buffer.from(JSON.stringify(toTicket(task))),
    headers: {},
    reason: failure.message,
    subject: { job: task.job_id, task: taskId },
    identity: taskId,
  });
}
