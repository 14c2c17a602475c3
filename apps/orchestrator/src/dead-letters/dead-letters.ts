import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Answer, type Failure } from '@reelmill/contracts';
import { ANSWERS_QUEUE, type DeadLetter } from '@reelmill/messaging';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AnswerBatch } from '../handle-answers/answer-batch';
import { inTransaction } from '../job-records/in-transaction';
import { lockJobs } from '../job-records/lock-jobs';
import type { Tell } from '../rounds/tell';
import { failTask } from '../transitions/fail-task';
import { keepLetter } from './keep-letter';

const UNREADABLE: Failure = {
  code: 'invalid_ticket',
  message: 'The ticket could not be read.',
  retryable: false,
};

/** Whose letter it is: a ticket says so, and an answer does, also one that is wrong elsewhere. */
const Subject = z.object({ job: z.uuid(), task: z.uuid(), ticket: z.int().min(1) });
type Subject = z.infer<typeof Subject>;

interface Read {
  letter: DeadLetter;
  subject: Subject | null;
}

/**
 * Keeps dead letters with their bytes, for a person to look at; the letter of a task fails that task and its job. An
 * answer that only came too often is no failure: it is applied.
 */
@Injectable()
export class DeadLetters {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly answers: AnswerBatch,
  ) {}

  /** Workers are told what the answers ended before the others are kept. */
  async keep(letters: readonly DeadLetter[], tell: Tell): Promise<void> {
    const answers = letters.flatMap((letter) => readAnswer(letter) ?? []);
    if (answers.length > 0) tell(await this.answers.write(answers));
    const dead = letters.filter((letter) => readAnswer(letter) === null);
    await this.bury(dead, tell);
  }

  /** As {@link keep}, for a letter whose content the database refuses: its bytes are what matters. */
  keepPlain(letter: DeadLetter, tell: Tell): Promise<void> {
    const plain = { ...letter, headers: {}, failure: null, reason: 'its content could not be kept' };
    return this.bury([plain], tell);
  }

  private async bury(letters: readonly DeadLetter[], tell: Tell): Promise<void> {
    if (letters.length === 0) return;
    const ended = await inTransaction(this.source, async (manager) => {
      const read = letters.map((letter): Read => ({ letter, subject: readJson(letter, Subject) }));
      await lockJobs(
        manager,
        read.flatMap(({ subject }) => subject?.job ?? []),
      );
      const jobs: string[] = [];
      for (const { letter, subject } of read) {
        await keepLetter(manager, {
          ...letter,
          subject,
          reason: letter.failure?.message ?? letter.reason ?? 'dead-lettered by the broker',
          ...(subject !== null && { identity: subject.task }),
        });
        if (subject === null) continue;
        const { task: id, ticket } = subject;
        const job = await failTask(manager, { id, ticket }, letter.failure ?? UNREADABLE);
        if (job !== null) jobs.push(job);
      }
      return jobs;
    });
    tell(ended.map((job) => ({ type: 'cancel', job })));
  }
}

/** An answer that can be read and was not parked for a reason: the broker only gave up handing it out. */
function readAnswer(letter: DeadLetter): Answer | null {
  if (letter.queue !== ANSWERS_QUEUE || letter.reason !== null || letter.failure !== null) return null;
  return readJson(letter, Answer);
}

function readJson<T>({ bytes }: DeadLetter, type: z.ZodType<T>): T | null {
  try {
    return type.safeParse(JSON.parse(bytes.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
