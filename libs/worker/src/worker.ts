import { setTimeout as delay } from 'node:timers/promises';
import { TaskError, taskQueue, type Control, type Ticket } from '@reelmill/contracts';
import {
  AlarmWatch,
  consumeControl,
  sendTicket,
  sendTicketLater,
  workQueueOf,
  type Broker,
  type Consumer,
  type Delivery,
} from '@reelmill/messaging';
import type { Logger } from '@reelmill/observability';
import type { DrainPlan } from './drain-plan';
import { Presence, type WorkerIdentity } from './presence';
import { readTicket, readWork } from './read-ticket';
import { Recent } from './recent';
import { RunningTasks } from './running-tasks';
import { Scratch } from './scratch';
import { answer, bury, confirmed, type Desk } from './settle';
import { TaskRun, type Handle } from './task-run';
import { REDELIVERY_LIMIT, triage, type Triage } from './triage';

export interface WorkerOptions {
  readonly broker: Broker;
  readonly logger: Logger;
  readonly identity: WorkerIdentity;
  /** Folder for scratch folders. */
  readonly scratchDir: string;
  readonly handle: Handle;
}

const BOUNCE_SECONDS = 1;
/** Of a worker's slots: for another job than the one that has all others. */
export const SPARE_SLOTS = 1;

/** Takes the tickets of one service, runs them in slots and answers; knows nothing of Nest. */
export class Worker {
  private readonly ending = new AbortController();
  /** For tickets that come after the cancel. */
  private readonly cancelledJobs = new Recent<true>();
  /** Numbers, by task. */
  private readonly newestTickets = new Recent<number>();
  private readonly inHand = new Set<Promise<void>>();
  private readonly presence: Presence;
  private readonly scratch: Scratch;
  private readonly desk: Desk;
  private readonly tasks: RunningTasks;
  private readonly alarms: AlarmWatch;
  private draining = false;
  private tickets: Consumer[] = [];
  private control: Consumer | null = null;

  constructor(private readonly options: WorkerOptions) {
    const { broker, logger, identity, scratchDir, handle } = options;
    const { signal } = this.ending;
    const held = () => this.tasks.held();
    this.presence = new Presence(broker, identity, { logger, signal, held });
    const { boot } = this.presence;
    this.scratch = new Scratch(scratchDir, boot);
    this.desk = { broker, logger, boot, queue: taskQueue(identity.service), signal };
    const { desk, presence, scratch } = this;
    this.tasks = new RunningTasks({ desk, slots: identity.slots, presence, scratch, handle });
    this.alarms = new AlarmWatch(broker, {
      logger,
      jobs: () => this.tasks.jobs(),
      cancel: (job) => this.cancel({ type: 'cancel', job }),
    });
  }

  /** Whether tickets and control messages are coming in. */
  get attached(): boolean {
    const consumers = [this.control, ...this.tickets];
    return this.tickets.length > 0 && consumers.every((consumer) => consumer?.attached);
  }

  /** Begins to consume as soon as the broker is there. Rejects when the scratch folder can't be made. */
  async start(): Promise<void> {
    await this.scratch.open();
    this.control = consumeControl(this.options.broker, {
      type: 'cancel',
      handle: (cancel) => this.cancel(cancel),
      // Only now: a task that begins earlier could miss its cancel.
      onAttached: () => this.consumeTickets(),
    });
  }

  /**
   * Takes no more tickets, lets running tasks end for a while, then stops them and publishes their tickets again with
   * the same counters; says goodbye.
   */
  async drain({ stopMs, idleMs, giveBackMs, goodbyeMs }: DrainPlan): Promise<void> {
    this.draining = true;
    this.tasks.takeNoMore();
    const idleUntil = performance.now() + stopMs + idleMs;
    await within(stopMs, Promise.all(this.tickets.map((consumer) => consumer.stop())));
    this.tasks.giveBack('waiting');
    if (!(await this.idleWithin(idleUntil - performance.now()))) {
      this.tasks.giveBack('all');
      if (!(await this.idleWithin(giveBackMs)))
        this.options.logger.error('some tickets could not be given back');
    }
    this.alarms.stop();
    await this.presence.stop(goodbyeMs);
    this.ending.abort(new Error('The worker has ended.'));
    // Its answer need not be waited for: the connections are closed next.
    void this.control?.stop();
    await this.scratch.close();
  }

  private consumeTickets(): void {
    if (this.draining || this.tickets.length > 0) return;
    const { broker, identity } = this.options;
    const common = {
      source: workQueueOf(identity.service, identity.build),
      onDelivery: (delivery: Delivery) => this.accept(delivery),
    };
    const onAttached = () => void this.inBackground(this.presence.announce());
    // The spare slot takes what no worker has another slot for, so that the work of one job is spread over all workers.
    this.tickets = [
      broker.consume({ ...common, prefetch: identity.slots - SPARE_SLOTS, onAttached }),
      broker.consume({ ...common, prefetch: SPARE_SLOTS, priority: -1 }),
    ];
  }

  private cancel(cancel: Extract<Control, { type: 'cancel' }>): void {
    // A cancel of one task only ends an outdated run of it; the next ticket may come here.
    if (cancel.task === undefined) this.cancelledJobs.set(cancel.job, true);
    this.tasks.cancel(cancel);
  }

  private accept(delivery: Delivery): void {
    const work = this.inBackground(this.take(delivery)).finally(() => this.inHand.delete(work));
    this.inHand.add(work);
  }

  /** What fails here leaves its message without an ack, so the broker hands it out again. */
  private async inBackground(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!this.ending.signal.aborted)
        this.options.logger.error({ err: error }, 'a message could not be dealt with');
    }
  }

  private async take(delivery: Delivery): Promise<void> {
    const reading = readTicket(delivery.bytes);
    if (reading.ok) await this.sort(reading.ticket, delivery);
    else await this.buryUnreadable(delivery, reading.reason);
  }

  private async sort(ticket: Ticket, delivery: Delivery): Promise<void> {
    const { service, build, engines } = this.options.identity;
    const running = this.tasks.find(ticket.task);
    const decision = triage(ticket, {
      redelivered: delivery.redelivered,
      runningTicket: running?.ticket.ticket ?? null,
      draining: this.draining,
      newestTicket: this.newestTicket(ticket),
      jobCancelled: this.cancelledJobs.get(ticket.job) ?? false,
      build,
      engines,
    });
    if (decision === 'adopt') return running?.adopt(delivery);
    if (decision === 'supersede') {
      if (running) await this.tasks.supersede(running, ticket);
      return this.sort(ticket, delivery);
    }
    if (decision === 'run') {
      const work = readWork(ticket, service);
      if (!work.ok) return this.buryUnreadable(delivery, work.reason);
      return this.tasks.run(new TaskRun(ticket, work.command, delivery), work.payload);
    }
    await this.passOn(decision, ticket, delivery.bytes);
    delivery.ack();
  }

  private newestTicket({ task, ticket }: Ticket): number {
    const newest = Math.max(ticket, this.newestTickets.get(task) ?? 0);
    this.newestTickets.set(task, newest);
    return newest;
  }

  private async buryUnreadable(delivery: Delivery, reason: string): Promise<void> {
    this.options.logger.error({ reason }, 'a message that can not be read goes to the dead letters');
    await bury(this.desk, delivery.bytes, { reason });
    delivery.ack();
  }

  private passOn(
    decision: Exclude<Triage, 'run' | 'adopt' | 'supersede'>,
    ticket: Ticket,
    bytes: Buffer,
  ): Promise<void> {
    const { desk } = this;
    const { broker } = desk;
    switch (decision) {
      case 'giveBack':
        return confirmed(desk, () => sendTicket(broker, ticket));
      case 'bounce': {
        const counted = { ...ticket, redeliveries: ticket.redeliveries + 1 };
        return confirmed(desk, () => sendTicketLater(broker, counted, BOUNCE_SECONDS));
      }
      case 'drop':
        return answer(desk, ticket, { type: 'task.dropped' });
      case 'bury':
        return bury(desk, bytes, { failure: REDELIVERED_TOO_OFTEN.failure });
      case 'mismatch':
        return answer(desk, ticket, { type: 'task.failed', failure: OTHER_ENGINE.failure });
    }
  }

  private idleWithin(limitMs: number): Promise<boolean> {
    return within(limitMs, Promise.all(this.inHand));
  }
}

/** Whether it is done by then. */
async function within(limitMs: number, work: Promise<unknown> | undefined): Promise<boolean> {
  const timeUp = new AbortController();
  try {
    const done = Promise.resolve(work).then(() => true);
    return await Promise.race([done, delay(limitMs, false, { signal: timeUp.signal })]);
  } finally {
    timeUp.abort();
  }
}

const REDELIVERED_TOO_OFTEN = new TaskError(
  'crashed',
  `The broker handed the task out again ${REDELIVERY_LIMIT} times and no worker came to an end with it.`,
);
const OTHER_ENGINE = new TaskError(
  'engine_mismatch',
  'This worker makes other bytes than the task was planned for.',
);
