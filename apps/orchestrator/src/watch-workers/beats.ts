import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Beat, Control } from '@reelmill/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { lockJobs } from '../job-records/lock-jobs';
import { rows } from '../job-records/rows';
import { refreshJobs } from '../transitions/refresh-jobs';
import { releaseMissing, type Missing } from '../transitions/release';
import { recordLife } from './record-workers';

/** Notes that workers live and how far their tasks are. */
@Injectable()
export class Beats {
  /** Per boot, what its last beat lacked though it had begun it, by task and ticket. */
  private readonly lacking = new Map<string, Map<string, Missing>>();

  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Returns what workers must be told: a cancel may have been lost, so what nobody wants any more is cancelled again. */
  async note(beat: Beat): Promise<Control[]> {
    const { controls, lacking } = await inTransaction(this.source, (manager) => this.write(manager, beat));
    if (lacking.length === 0) this.lacking.delete(beat.boot);
    else this.lacking.set(beat.boot, new Map(lacking.map((each) => [nameOf(each), each])));
    return controls;
  }

  private async write(
    manager: EntityManager,
    beat: Beat,
  ): Promise<{ controls: Control[]; lacking: Missing[] }> {
    await recordLife(manager, beat);
    const jobIds = [...new Set(beat.tasks.map(({ job }) => job))];
    await lockJobs(manager, jobIds);
    const before = this.lacking.get(beat.boot);
    const lacking = (await lackingOf(manager, beat)).map((each) => before?.get(nameOf(each)) ?? each);
    await releaseMissing(
      manager,
      beat.boot,
      lacking.filter((each) => before?.has(nameOf(each))),
    );
    if (beat.tasks.length === 0) return { controls: [], lacking };
    await noteProgress(manager, beat);
    await refreshJobs(manager, jobIds);
    const unwanted = await unwantedTasks(manager, beat);
    const controls = unwanted.map(({ job, task, ticket }): Control => ({
      type: 'cancel',
      job,
      task,
      ticket,
    }));
    return { controls, lacking };
  }
}

const nameOf = ({ task, ticket }: Missing): string => `${task} ${ticket}`;

/** What this worker has begun, as far as is known here, and its beat does not name. Index `tasks_of_boot`. */
function lackingOf(manager: EntityManager, { boot, tasks }: Beat): Promise<Missing[]> {
  return rows<Missing>(
    manager,
    `SELECT id AS task, ticket, clock_timestamp() AS since FROM tasks
     WHERE state = 'running' AND boot_id = $1 AND id <> ALL ($2)`,
    [boot, tasks.map(({ task }) => task)],
  );
}

async function noteProgress(manager: EntityManager, { tasks }: Beat): Promise<void> {
  await manager.query(
    `UPDATE tasks t SET progress = greatest(t.progress, b.progress)
     FROM unnest($1::uuid[], $2::integer[], $3::double precision[]) AS b (id, ticket, progress)
     WHERE t.id = b.id AND t.ticket = b.ticket AND t.state = 'running'`,
    [tasks.map(({ task }) => task), tasks.map(({ ticket }) => ticket), tasks.map(({ progress }) => progress)],
  );
}

/** Those that the worker holds although they were cancelled, or forgotten when their job was planned anew. */
async function unwantedTasks(manager: EntityManager, { tasks }: Beat): Promise<Beat['tasks']> {
  const wanted = await rows<{ id: string }>(
    manager,
    `SELECT id FROM tasks WHERE id = ANY ($1) AND state NOT IN ('cancelled', 'failed')`,
    [tasks.map(({ task }) => task)],
  );
  const ids = new Set(wanted.map(({ id }) => id));
  return tasks.filter(({ task }) => !ids.has(task));
}
