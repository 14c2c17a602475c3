import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Answer, Beat } from '@reelmill/contracts';
import {
  Broker,
  consumeAnswers,
  consumeBeats,
  consumeControl,
  consumeDead,
  type AnswerHandling,
  type Consumer,
  type DeadLetter,
  type Delivered,
} from '@reelmill/messaging';
import { HealthChecks, LOGGER, type Logger } from '@reelmill/observability';
import { DataSource } from 'typeorm';
import { DeadLetters } from '../dead-letters/dead-letters';
import { AnswerBatch } from '../handle-answers/answer-batch';
import { Fence, FencedError } from '../fence/fence';
import { inTransaction } from '../job-records/in-transaction';
import { lockJobs } from '../job-records/lock-jobs';
import { observeEnd } from '../job-records/observe-end';
import { Rounds } from '../rounds/rounds';
import { endJob } from '../transitions/end-job';
import { Beats } from '../watch-workers/beats';
import { NewestBeats } from '../watch-workers/newest-beats';
import { bisect } from './bisect';

type Bury = Parameters<AnswerHandling['handle']>[1];

/** All that the orchestrator hears: answers, beats, dead letters and wake-ups. */
@Injectable()
export class Inbox implements OnModuleDestroy {
  private consumers: Consumer[] = [];

  constructor(
    private readonly answers: AnswerBatch,
    private readonly beats: Beats,
    private readonly deadLetters: DeadLetters,
    private readonly rounds: Rounds,
    private readonly fence: Fence,
    private readonly broker: Broker,
    private readonly checks: HealthChecks,
    @InjectDataSource() private readonly source: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    const { broker, logger } = this;
    const beats = new NewestBeats((beat, how) => this.takeBeat(beat, how));
    this.consumers = [
      consumeAnswers(broker, {
        logger,
        handle: (batch, bury) => this.takeAnswers(batch, bury),
        ready: () => this.fence.untilWritable(),
        isOver: (error) => error instanceof FencedError,
        onAttached: () => this.fence.release(),
      }),
      consumeDead(broker, {
        logger,
        handle: (letters) => this.takeLetters(letters),
      }),
      consumeBeats(broker, (beat) => beats.offer(beat)),
      consumeControl(broker, { type: 'wake', handle: () => this.rounds.request() }),
    ];
    this.checks.add({
      name: 'consumers',
      required: true,
      check: () => {
        if (!this.consumers.every(({ attached }) => attached))
          throw new Error('Not all queues are being read.');
      },
    });
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  private async takeAnswers(batch: readonly Delivered<Answer>[], bury: Bury): Promise<void> {
    await this.fence.take();
    // What was lost while that took is not of this turn: another may have been handed it, and have written more since.
    const inHand = batch.filter(({ stale }) => !stale);
    if (inHand.length === 0) return;
    await bisect(
      inHand,
      async (part) => {
        const values = part.map(({ value }) => value);
        this.rounds.tell(await this.answers.write(values, this.fence));
      },
      async (culprit, error) => {
        await this.failJobOf(culprit.value, error);
        bury(culprit, `could not be written: ${String(error)}`);
      },
    );
    this.rounds.request();
  }

  private async takeBeat(beat: Beat, how: { skipped: boolean }): Promise<void> {
    try {
      this.rounds.tell(await this.beats.note(beat, how));
    } catch (error) {
      this.logger.warn({ err: error }, 'a beat was not noted');
    }
  }

  private async takeLetters(letters: readonly DeadLetter[]): Promise<void> {
    await bisect(
      letters,
      (part) => this.deadLetters.keep(part, this.rounds.tell),
      async (culprit, error) => {
        this.logger.error({ err: error, queue: culprit.queue }, 'a dead letter could not be kept as it is');
        await this.deadLetters.keepPlain(culprit, this.rounds.tell);
      },
    );
  }

  /** Rather than that it waits for ever for an answer that can't be written. */
  private async failJobOf(value: Answer, error: unknown): Promise<void> {
    this.logger.error({ err: error, answer: value.type }, 'an answer could not be written');
    if (!('job' in value)) return;
    const message = 'An answer of a worker could not be written; the dead letters have it.';
    const end = { status: 'failed', error: { code: 'internal', message, task: null } } as const;
    await inTransaction(this.source, async (manager) => {
      await lockJobs(manager, [value.job]);
      if (await endJob(manager, value.job, end)) await observeEnd(manager, value.job);
    });
    this.rounds.tell([{ type: 'cancel', job: value.job }]);
  }
}
