import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Control, Failure } from '@reelmill/contracts';
import type { DeadLetter } from '@reelmill/messaging';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { endJob } from '../job-records/end-job';
import { inTransaction } from '../job-records/in-transaction';
import { observeEnd } from '../job-records/observe-end';
import { rows } from '../job-records/rows';

const UNREADABLE: Failure = {
  code: 'invalid_ticket',
  message: 'The ticket could not be read.',
  retryable: false,
};

/** Whose letter it is: a ticket says so, and an answer does, also one that is wrong elsewhere. */
const Subject = z.object({ job: z.uuid(), task: z.uuid(), ticket: z.int().min(1) });
type Subject = z.infer<typeof Subject>;

/** Keeps dead letters with their bytes, for a person to look at; the letter of a task fails that task and its job. */
@Injectable()
export class DeadLetters {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Returns what workers must be told. */
  async keep(letters: readonly DeadLetter[]): Promise<Control[]> {
    const ended = await inTransaction(this.source, async (manager) => {
      const jobs: string[] = [];
      for (const letter of letters) {
        const subject = readSubject(letter.bytes);
        await insertLetter(manager, letter, subject);
        if (subject !== null && (await failTask(manager, subject, letter.failure ?? UNREADABLE)))
          jobs.push(subject.job);
      }
      return jobs;
    });
    return ended.map((job) => ({ type: 'cancel', job }));
  }

  /** As {@link keep}, for a letter whose headers or failure the database refuses: its bytes are what matters. */
  keepPlain(letter: DeadLetter): Promise<Control[]> {
    return this.keep([{ ...letter, headers: {}, failure: null, reason: 'its headers could not be kept' }]);
  }
}

function readSubject(bytes: Buffer): Subject | null {
  try {
    return Subject.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

async function insertLetter(
  manager: EntityManager,
  letter: DeadLetter,
  subject: Subject | null,
): Promise<void> {
  await manager.query(
    `INSERT INTO dead_letters (id, queue, body, headers, reason, job_id, task_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      randomUUID(),
      letter.queue,
      letter.bytes,
      JSON.stringify(letter.headers),
      letter.failure?.message ?? letter.reason ?? 'dead-lettered by the broker',
      subject?.job ?? null,
      subject?.task ?? null,
    ],
  );
}

async function failTask(manager: EntityManager, subject: Subject, failure: Failure): Promise<boolean> {
  await manager.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [subject.job]);
  const [task] = await rows<{ name: string }>(
    manager,
    `WITH failed AS (
       UPDATE tasks SET state = 'failed', failure = $3, finished_at = now()
       WHERE id = $1 AND ticket = $2 AND state NOT IN ('succeeded', 'failed', 'cancelled') RETURNING name
     ) SELECT name FROM failed`,
    [subject.task, subject.ticket, JSON.stringify(failure)],
  );
  if (task === undefined) return false;
  await manager.query(
    'UPDATE task_starts SET ended_at = now() WHERE task_id = $1 AND ticket = $2 AND ended_at IS NULL',
    [subject.task, subject.ticket],
  );
  const error = { code: failure.code, message: failure.message, task: task.name };
  const ended = await endJob(manager, subject.job, { status: 'failed', error });
  if (ended) await observeEnd(manager, subject.job);
  return ended;
}
