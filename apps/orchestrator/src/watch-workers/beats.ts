import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Beat, Control } from '@reelmill/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { refreshJobs } from '../job-records/refresh-jobs';
import { rows } from '../job-records/rows';
import { recordLife } from './record-workers';

/** Notes that workers live and how far their tasks are. */
@Injectable()
export class Beats {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Returns what workers must be told: a cancel may have been lost, so what nobody wants any more is cancelled again. */
  async note(beat: Beat): Promise<Control[]> {
    return inTransaction(this.source, async (manager) => {
      await recordLife(manager, beat);
      await releaseDropped(manager, beat);
      if (beat.tasks.length === 0) return [];
      const jobIds = [...new Set(beat.tasks.map(({ job }) => job))];
      await manager.query('SELECT id FROM jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [jobIds]);
      await manager.query(
        `UPDATE tasks t SET progress = greatest(t.progress, b.progress)
         FROM unnest($1::uuid[], $2::integer[], $3::double precision[]) AS b (id, ticket, progress)
         WHERE t.id = b.id AND t.ticket = b.ticket AND t.state = 'running'`,
        [
          beat.tasks.map(({ task }) => task),
          beat.tasks.map(({ ticket }) => ticket),
          beat.tasks.map(({ progress }) => progress),
        ],
      );
      await refreshJobs(manager, jobIds);
      const unwanted = await unwantedTasks(manager, beat);
      return unwanted.map(({ job, task, ticket }): Control => ({ type: 'cancel', job, task, ticket }));
    });
  }
}

/** A task that its worker does not hold any more, and has not answered for this long, has lost its answer. */
const ANSWER_SECONDS = 30;

async function releaseDropped(manager: EntityManager, { boot, service, tasks }: Beat): Promise<void> {
  await manager.query(
    `UPDATE tasks SET state = 'ready', boot_id = NULL
     WHERE queue = $1 || '.tasks' AND state = 'running' AND boot_id = $2 AND id <> ALL ($3)
       AND started_at < now() - interval '${ANSWER_SECONDS} seconds'`,
    [service, boot, tasks.map(({ task }) => task)],
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
