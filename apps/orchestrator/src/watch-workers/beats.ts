import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Beat, Control } from '@reelmill/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { lockFreeJobs } from '../job-records/lock-jobs';
import { rows } from '../job-records/rows';
import { refreshJobs } from '../transitions/refresh-jobs';
import { releaseMissing, type Missing } from '../transitions/release';
import { recordLife } from './record-workers';

/** How long a row is waited for that somebody else holds: the next beat comes in a second and says it all again. */
const LOCK_TIMEOUT_MS = 500;

interface Lacking extends Missing {
  job: string;
}

/** By task and ticket. */
type LackingByName = ReadonlyMap<string, Lacking>;

/** Notes that workers live and how far their tasks are. */
@Injectable()
export class Beats {
  /** Per boot, what its last beat lacked though it had begun it. */
  private readonly lacking = new Map<string, LackingByName>();

  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /**
   * Returns what workers must be told: a cancel may have been lost, so what nobody wants any more is cancelled again.
   * Jobs that somebody else holds are left to a later beat. The caller hands in the beats of a boot one after the other, and
   * says of one that some before it were `skipped`, for those may have named what this one lacks.
   */
  async note(beat: Beat, { skipped = false } = {}): Promise<Control[]> {
    const before = skipped ? undefined : this.lacking.get(beat.boot);
    this.lacking.delete(beat.boot);
    const { controls, lacking } = await inTransaction(this.source, (manager) => write(manager, beat, before));
    if (lacking.length > 0) this.lacking.set(beat.boot, new Map(lacking.map((each) => [nameOf(each), each])));
    return controls;
  }
}

async function write(
  manager: EntityManager,
  beat: Beat,
  before: LackingByName = new Map(),
): Promise<{ controls: Control[]; lacking: Lacking[] }> {
  await manager.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
  await recordLife(manager, beat);
  const lacking = (await lackingOf(manager, beat)).map((each) => before.get(nameOf(each)) ?? each);
  const jobs = await lockFreeJobs(
    manager,
    [...beat.tasks, ...beat.waiting, ...lacking].map(({ job }) => job),
  );
  await releaseMissing(
    manager,
    beat.boot,
    lacking.filter((each) => before.has(nameOf(each)) && jobs.has(each.job)),
  );
  if (beat.tasks.length + beat.waiting.length === 0) return { controls: [], lacking };
  await noteProgress(
    manager,
    beat.tasks.filter(({ job }) => jobs.has(job)),
  );
  await noteWaiting(
    manager,
    beat.waiting.filter(({ job }) => jobs.has(job)),
  );
  await refreshJobs(manager, [...jobs]);
  const unwanted = await unwantedTasks(manager, beat);
  const controls = unwanted.map(({ job, task, ticket }): Control => ({ type: 'cancel', job, task, ticket }));
  return { controls, lacking };
}

const nameOf = ({ task, ticket }: Missing): string => `${task} ${ticket}`;

/** What this worker has begun, as far as is known here, and its beat does not name. Index `tasks_of_boot`. */
function lackingOf(manager: EntityManager, { boot, tasks }: Beat): Promise<Lacking[]> {
  return rows<Lacking>(
    manager,
    `SELECT job_id AS job, id AS task, ticket, clock_timestamp() AS since FROM tasks
     WHERE state = 'running' AND boot_id = $1 AND id <> ALL ($2)`,
    [boot, tasks.map(({ task }) => task)],
  );
}

async function noteProgress(manager: EntityManager, tasks: Beat['tasks']): Promise<void> {
  if (tasks.length === 0) return;
  await manager.query(
    `UPDATE tasks t SET progress = greatest(t.progress, b.progress)
     FROM unnest($1::uuid[], $2::integer[], $3::double precision[]) AS b (id, ticket, progress)
     WHERE t.id = b.id AND t.ticket = b.ticket AND t.state = 'running'`,
    [tasks.map(({ task }) => task), tasks.map(({ ticket }) => ticket), tasks.map(({ progress }) => progress)],
  );
}

/** Their tickets are in no queue, and not lost: the time since when they may be begins anew. By primary key. */
async function noteWaiting(manager: EntityManager, waiting: Beat['waiting']): Promise<void> {
  if (waiting.length === 0) return;
  await manager.query(
    `UPDATE tasks t SET dispatched_at = now(), due_at = CASE t.state WHEN 'retrying' THEN now() END
     FROM unnest($1::uuid[], $2::integer[]) AS b (id, ticket)
     WHERE t.id = b.id AND t.ticket = b.ticket AND t.state IN ('dispatched', 'retrying') AND NOT t.held`,
    [waiting.map(({ task }) => task), waiting.map(({ ticket }) => ticket)],
  );
}

/**
 * Those that the worker holds although they ended otherwise, were forgotten when their job was planned anew, or were
 * issued again because the worker was thought to be gone.
 */
async function unwantedTasks(manager: EntityManager, { tasks, waiting }: Beat): Promise<Beat['waiting']> {
  const named = [...tasks, ...waiting];
  const wanted = await rows<{ id: string; ticket: number }>(
    manager,
    `SELECT id, ticket FROM tasks WHERE id = ANY ($1) AND state NOT IN ('succeeded', 'failed', 'cancelled')`,
    [named.map(({ task }) => task)],
  );
  const tickets = new Map(wanted.map(({ id, ticket }) => [id, ticket]));
  return named.filter(({ task, ticket }) => ticket < (tickets.get(task) ?? Infinity));
}
