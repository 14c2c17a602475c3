import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { rows } from '../job-records/rows';

const NAME = 'answers';

/** Another orchestrator reads the answers by now; it passes: what is still in hand here comes again there. */
export class FencedError extends Error {
  constructor() {
    super(
      'Another orchestrator has taken over the answers; this one must attach anew before it writes again.',
    );
    this.name = 'FencedError';
  }
}

/**
 * Says which orchestrator reads the answers. The broker hands them to one consumer at a time, but one that was frozen
 * goes on with what it had in hand; its number is an old one then, and its transactions are refused.
 */
@Injectable()
export class Fence {
  private number: number | null = null;
  private overtaken = false;

  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** At each new attachment of the consumer: the next answer that comes in is the sign that it is its turn. */
  release(): void {
    this.number = null;
    this.overtaken = false;
  }

  /**
   * Makes this process the one, unless it is already. That may take a while: what the broker took back meanwhile must not
   * be written under the new number.
   * @throws FencedError when another has taken over since it attached: what it has in hand may be older than what that
   *   one has written
   */
  async take(): Promise<void> {
    if (this.overtaken) throw new FencedError();
    if (this.number !== null) return;
    const [fence] = await rows<{ number: number }>(
      this.source.manager,
      `WITH taken AS (
         INSERT INTO fences (name, number) VALUES ($1, 1)
         ON CONFLICT (name) DO UPDATE SET number = fences.number + 1 RETURNING number
       ) SELECT number FROM taken`,
      [NAME],
    );
    this.number = fence!.number;
  }

  /** Resolves when the database takes what is written: also one whose disk is full answers questions. */
  async untilWritable(): Promise<void> {
    await this.source.query(
      'INSERT INTO fences (name, number) VALUES ($1, 0) ON CONFLICT (name) DO UPDATE SET number = fences.number',
      [NAME],
    );
  }

  /**
   * Within a transaction, before it changes anything; the shared lock holds until its end, so that who takes over
   * waits for a commit that was in time.
   * @throws FencedError when another has taken over
   */
  async pass(manager: EntityManager): Promise<void> {
    const [fence] = await rows<{ number: number }>(
      manager,
      'SELECT number FROM fences WHERE name = $1 FOR SHARE',
      [NAME],
    );
    if (fence?.number === this.number) return;
    this.overtaken = true;
    throw new FencedError();
  }
}
