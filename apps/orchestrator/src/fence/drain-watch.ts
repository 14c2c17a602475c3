import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { ANSWERS_QUEUE, Broker } from '@reelmill/messaging';
import { DataSource } from 'typeorm';
import { rows } from '../job-records/rows';
import { Fence } from './fence';

/** Between two looks, since one costs a channel. */
const LOOK_MS = 2_000;
/** A queue that was empty at each look for this long is drained, whoever reads it: no batch takes that long. */
const EMPTY_MS = 60_000;

/**
 * Notes until when all that was answered is written: what seems lost may only wait behind other answers. Drained means
 * that the queue is empty and nothing of it is in hand, twice in a row, for what was on its way at the first look.
 */
@Injectable()
export class DrainWatch {
  private lookedAt = 0;
  private emptyAt: Date | null = null;
  private emptySince: Date | null = null;

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly fence: Fence,
    private readonly broker: Broker,
  ) {}

  /** `idle` says whether this process has no answers in hand. Rejects when the broker can't be asked. */
  async look(idle: () => boolean): Promise<void> {
    if (Date.now() - this.lookedAt < LOOK_MS) return;
    this.lookedAt = Date.now();
    const now = await databaseTime(this.source);
    const { ready, consumers } = await this.broker.queueDepth(ANSWERS_QUEUE);
    if (ready > 0 || !idle()) return this.forget();
    this.emptySince ??= now;
    const readHere = this.fence.held || consumers <= 1;
    const before = this.emptyAt;
    this.emptyAt = now;
    if (readHere && before !== null) await noteDrained(this.source, before);
    else if (now.getTime() - this.emptySince.getTime() > EMPTY_MS)
      await noteDrained(this.source, this.emptySince);
  }

  /** The broker was away: what was seen before says nothing. */
  forget(): void {
    this.emptyAt = null;
    this.emptySince = null;
  }
}

export async function databaseTime(source: DataSource): Promise<Date> {
  const [clock] = await rows<{ now: Date }>(source.manager, 'SELECT clock_timestamp() AS now');
  return clock!.now;
}

/** All that was answered before `at` (database time) is written. */
export async function noteDrained(source: DataSource, at: Date): Promise<void> {
  await source.query(
    `INSERT INTO fences (name, number, drained_at) VALUES ('answers', 0, $1)
     ON CONFLICT (name) DO UPDATE SET drained_at = greatest(fences.drained_at, $1)`,
    [at],
  );
}
