import { databaseSeconds } from '@reelmill/observability';
import {
  EventSubscriber,
  type AfterQueryEvent,
  type BeforeQueryEvent,
  type EntitySubscriberInterface,
  type QueryRunner,
} from 'typeorm';

/**
 * Measures each statement, those of the transaction itself included, from when it is handed to its connection. Not by the
 * `executionTime` of TypeORM: statements that failed have none, and the longest are those that the server ended.
 */
@EventSubscriber()
export class StatementTiming implements EntitySubscriberInterface {
  /** Per connection in use, which answers one statement after another. */
  private readonly begun = new WeakMap<QueryRunner, number>();

  beforeQuery({ queryRunner }: BeforeQueryEvent): void {
    this.begun.set(queryRunner, performance.now());
  }

  afterQuery({ queryRunner }: AfterQueryEvent): void {
    const begun = this.begun.get(queryRunner);
    if (begun !== undefined) databaseSeconds.observe((performance.now() - begun) / 1000);
  }
}
