import { randomUUID } from 'node:crypto';
import { assembleVideo, taskQueue } from '@reelmill/contracts';
import type { TaskPlan } from '@reelmill/workflow';
import type { EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

interface NewTask extends TaskPlan {
  id: string;
  /** Reply of the artifact that is there already; such a task is born succeeded. */
  reply: unknown;
  unmet: number;
}

/**
 * Creates those of the wanted tasks that the job lacks. One whose artifact exists is born `succeeded`; one that
 * needs others waits for those that have not succeeded. Returns the commands of the reused ones.
 */
export async function insertTasks(
  manager: EntityManager,
  job: { id: string; priority: number },
  wanted: readonly TaskPlan[],
): Promise<{ inserted: number; reused: string[] }> {
  const existing = await existingTasks(manager, job.id);
  const missing = wanted.filter(({ name }) => !existing.has(name));
  if (missing.length === 0) return { inserted: 0, reused: [] };
  const replies = await artifactReplies(manager, missing);
  const created = missing.map((plan): NewTask => ({
    ...plan,
    id: randomUUID(),
    reply: plan.key === null ? undefined : replies.get(plan.key),
    unmet: 0,
  }));

  const byName = new Map<string, { id: string; succeeded: boolean }>(existing);
  for (const task of created) byName.set(task.name, { id: task.id, succeeded: task.reply !== undefined });
  const edges = created.flatMap((task) => {
    const needs = dependencies(task, byName);
    task.unmet = needs.length;
    return needs;
  });

  await insertRows(manager, job, created);
  await insertEdges(manager, edges);
  return {
    inserted: created.length,
    reused: created.filter(({ reply }) => reply !== undefined).map(({ command }) => command.name),
  };
}

async function existingTasks(manager: EntityManager, jobId: string) {
  const found = await rows<{ name: string; id: string; succeeded: boolean }>(
    manager,
    `SELECT name, id, state = 'succeeded' AS succeeded FROM tasks WHERE job_id = $1`,
    [jobId],
  );
  return new Map(found.map(({ name, ...task }) => [name, task]));
}

/** An assembly is never taken over by its row alone: a worker looks whether the caller's files are still there. */
async function artifactReplies(
  manager: EntityManager,
  tasks: readonly TaskPlan[],
): Promise<Map<string, unknown>> {
  const keys = tasks.flatMap(({ key, command }) => (key === null || command === assembleVideo ? [] : [key]));
  const found = await rows<{ key: string; reply: unknown }>(
    manager,
    'SELECT key, reply FROM artifacts WHERE key = ANY ($1)',
    [keys],
  );
  return new Map(found.map(({ key, reply }) => [key, reply]));
}

/** The edges to what has not succeeded yet; a reused task needs nothing. */
function dependencies(task: NewTask, byName: ReadonlyMap<string, { id: string; succeeded: boolean }>) {
  if (task.reply !== undefined) return [];
  return task.needs.flatMap((name) => {
    const need = byName.get(name);
    if (need === undefined) throw new Error(`${task.name} needs ${name}, which is not planned`);
    return need.succeeded ? [] : [{ taskId: task.id, needsId: need.id }];
  });
}

async function insertRows(
  manager: EntityManager,
  job: { id: string; priority: number },
  tasks: readonly NewTask[],
): Promise<void> {
  const records = tasks.map((task) => ({
    id: task.id,
    name: task.name,
    command: task.command.name,
    queue: taskQueue(task.command.owner),
    state: task.reply !== undefined ? 'succeeded' : task.unmet > 0 ? 'waiting' : 'ready',
    key: task.key,
    engine: task.engine,
    build: task.build,
    subject: task.subject ?? null,
    payload: task.payload,
    reply: task.reply ?? null,
    unmet: task.unmet,
    is_fact: task.isFact,
    weight: task.weight,
    progress: task.reply === undefined ? 0 : 1,
  }));
  await manager.query(
    `INSERT INTO tasks (id, job_id, owner, name, command, queue, build, state, key, engine, payload, subject, reply, unmet,
       is_fact, priority, rank, weight, progress, finished_at)
     SELECT n.id, $1, (SELECT owner FROM jobs WHERE id = $1), n.name, n.command, n.queue, n.build, n.state, n.key,
       n.engine, n.payload, n.subject, n.reply, n.unmet, n.is_fact, $2::smallint, now() - $2::smallint * interval '1 minute', n.weight, n.progress,
       CASE WHEN n.state = 'succeeded' THEN now() END
     FROM jsonb_to_recordset($3::jsonb) AS n (id uuid, name text, command text, queue text, build text, state text, key text,
       engine text, payload jsonb, subject jsonb, reply jsonb, unmet integer, is_fact boolean, weight double precision,
       progress double precision)`,
    [job.id, job.priority, JSON.stringify(records)],
  );
}

async function insertEdges(
  manager: EntityManager,
  edges: readonly { taskId: string; needsId: string }[],
): Promise<void> {
  await manager.query(
    'INSERT INTO task_dependencies (task_id, needs_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])',
    [edges.map(({ taskId }) => taskId), edges.map(({ needsId }) => needsId)],
  );
}
