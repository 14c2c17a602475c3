import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { ENVELOPE_VERSION } from '@reelmill/contracts';
import { Broker, sendAnswer } from '@reelmill/messaging';
import { LOGGER, type Logger } from '@reelmill/observability';
import { DataSource, type EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

const EVERY_MS = 2_000;

/**
 * Puts marks behind the answers, by which it is known until when all that was answered is written: what seems lost may
 * only wait in the queue, or in the hands of an orchestrator that is slow. A worker goes on once its answer is confirmed,
 * which is when it is in the queue; one consumer reads that in order, and gives back all that it has before another does.
 */
@Injectable()
export class AnswerMarks {
  private sentAt = 0;
  private sending = false;

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly broker: Broker,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Every other second; nobody waits for the broker to take it, and while it does not no other is sent. */
  send(): void {
    if (this.sending || Date.now() - this.sentAt < EVERY_MS) return;
    this.sentAt = Date.now();
    this.sending = true;
    this.sendOne()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'a mark did not get behind the answers'))
      .finally(() => (this.sending = false));
  }

  private async sendOne(): Promise<void> {
    const at = (await databaseTime(this.source)).toISOString();
    await sendAnswer(this.broker, { v: ENVELOPE_VERSION, id: randomUUID(), type: 'answers.marked', at });
  }
}

export async function databaseTime(source: DataSource): Promise<Date> {
  const [clock] = await rows<{ now: Date }>(source.manager, 'SELECT clock_timestamp() AS now');
  return clock!.now;
}

/** All that was answered before `at` (database time) is written. */
export async function noteDrained(manager: EntityManager, at: Date): Promise<void> {
  await manager.query(
    `INSERT INTO fences (name, number, drained_at) VALUES ('answers', 0, $1)
     ON CONFLICT (name) DO UPDATE SET drained_at = greatest(fences.drained_at, $1)`,
    [at],
  );
}
