import { ingestAsset, type ReplyOf, type TaskAnswer } from '@reelmill/contracts';
import type { EntityManager } from 'typeorm';
import type { TaskChanges } from './task-changes';

/** Writes the task rows, the artifacts and the record of starts of a batch, one statement each. */
export async function writeChanges(manager: EntityManager, changes: TaskChanges): Promise<void> {
  await writeTasks(manager, changes);
  await writeArtifacts(manager, changes);
  await writeAssets(manager, changes);
  await writeStarts(manager, changes.starts);
  await writeEnds(manager, changes.ends);
}

async function writeTasks(manager: EntityManager, { changed }: TaskChanges): Promise<void> {
  if (changed.size === 0) return;
  const records = [...changed.values()].map((task) => ({
    id: task.id,
    state: task.state,
    attempt: task.attempt,
    boot_id: task.bootId,
    due_at: task.dueAt,
    failure: task.failure,
    reply: task.reply,
    started: task.started,
  }));
  await manager.query(
    `UPDATE tasks t SET state = n.state, attempt = n.attempt, boot_id = n.boot_id, due_at = n.due_at,
       failure = coalesce(n.failure, t.failure), reply = n.reply,
       progress = CASE n.state WHEN 'succeeded' THEN 1 WHEN 'running' THEN t.progress ELSE 0 END,
       claimed_until = NULL,
       started_at = CASE WHEN n.started THEN now() ELSE t.started_at END,
       finished_at = CASE WHEN n.state IN ('succeeded', 'failed') THEN now() END
     FROM jsonb_to_recordset($1::jsonb) AS n (id uuid, state text, attempt integer, boot_id uuid, due_at timestamptz,
       failure jsonb, reply jsonb, started boolean)
     WHERE t.id = n.id`,
    [JSON.stringify(records)],
  );
}

async function writeArtifacts(manager: EntityManager, { succeeded }: TaskChanges): Promise<void> {
  const keyed = succeeded.filter(({ task }) => task.key !== null);
  if (keyed.length === 0) return;
  const records = keyed.map(({ task, reply }) => ({ key: task.key, command: task.command, reply }));
  await manager.query(
    `INSERT INTO artifacts (key, command, reply)
     SELECT DISTINCT ON (n.key) n.key, n.command, n.reply
     FROM jsonb_to_recordset($1::jsonb) AS n (key text, command text, reply jsonb)
     ON CONFLICT (key) DO NOTHING`,
    [JSON.stringify(records)],
  );
}

async function writeAssets(manager: EntityManager, { succeeded }: TaskChanges): Promise<void> {
  const ingested = succeeded.filter(({ task }) => task.command === ingestAsset.name);
  for (const { reply } of ingested) {
    const asset = reply as ReplyOf<typeof ingestAsset>;
    await manager.query(
      'INSERT INTO assets (sha256, bytes, content_type) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING',
      [asset.sha256, asset.bytes, asset.contentType],
    );
  }
}

const startColumns = (answers: readonly TaskAnswer[]): unknown[] => [
  answers.map(({ task }) => task),
  answers.map(({ boot }) => boot),
  answers.map(({ ticket }) => ticket),
  answers.map(({ attempt }) => attempt),
];

async function writeStarts(manager: EntityManager, starts: readonly TaskAnswer[]): Promise<void> {
  if (starts.length === 0) return;
  await manager.query(
    `INSERT INTO task_starts (task_id, boot_id, ticket, attempt)
     SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[])
     ON CONFLICT (task_id, boot_id, ticket, attempt) DO UPDATE SET started_at = now(), ended_at = NULL`,
    startColumns(starts),
  );
}

async function writeEnds(manager: EntityManager, ends: readonly TaskAnswer[]): Promise<void> {
  if (ends.length === 0) return;
  await manager.query(
    `UPDATE task_starts s SET ended_at = now()
     FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[]) AS e (task_id, boot_id, ticket, attempt)
     WHERE s.task_id = e.task_id AND s.boot_id = e.boot_id AND s.ticket = e.ticket AND s.attempt = e.attempt`,
    startColumns(ends),
  );
}
