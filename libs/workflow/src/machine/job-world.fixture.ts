import { randomUUID } from 'node:crypto';
import { isFinalTask, type Answer, type TaskAnswer } from '@reelmill/contracts';
import { newJob, reduce, type MachineEvent, type MachineJob } from './job-machine';

/** What becomes of a task however it travels: its handler is a pure function. */
export type Fate = 'succeeds' | 'fails' | 'succeeds at the second attempt';

export interface WorldTask {
  id: string;
  fate: Fate;
  needs: string[];
}

interface Ticket {
  task: string;
  ticket: number;
  attempt: number;
}

const SOUND = { code: 'render_failed', message: 'x', retryable: true } as const;
const JOB = '00000000-0000-4000-8000-00000000000a';
/** One less than what fails a job, so that crashes alone decide nothing. */
const CRASHES = 4;

/** A job, its workers and a broker that may lose, double and reorder everything; `act` chooses by a number. */
export class JobWorld {
  job: MachineJob = newJob();
  readonly history: MachineEvent[] = [];
  private readonly queue: Ticket[] = [];
  private readonly answers: Answer[] = [];
  private crashes = 0;

  constructor(
    private readonly tasks: readonly WorldTask[],
    private readonly after: (before: MachineJob, now: MachineJob, event: MachineEvent) => void = () =>
      undefined,
  ) {
    this.plan();
  }

  /** Something happens; what it is follows from the number alone. */
  act(choice: number): void {
    const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(choice / 16) % all.length];
    const task = pick(this.tasks)!.id;
    const ticket = this.job.tasks.get(task)!.ticket;
    switch (choice % 16) {
      case 0:
      case 1:
      case 2:
        return this.issue(task);
      case 3:
        return this.apply({ type: 'unsent', task, ticket });
      case 4:
        return this.apply({ type: 'claimExpired', task });
      case 5:
        return this.apply({ type: 'lost', task });
      case 6:
        return this.crash(pick(this.queue));
      case 7:
        return this.apply({ type: 'answered', answers: pick(this.answers) ? [pick(this.answers)!] : [] });
      case 8:
        return this.drain(pick(this.queue));
      case 9:
        return this.apply({
          type: 'notHeld',
          boot: this.job.tasks.get(task)!.bootId ?? '',
          task,
          ticket,
        });
      case 10:
      case 11:
      case 12:
        this.work(pick(this.queue));
        return;
      default:
        return this.apply({ type: 'answered', answers: this.someAnswers(choice) });
    }
  }

  /** As {@link act}, or what ends or changes a job by more than its tasks' fates. */
  actRoughly(choice: number): void {
    const rest = Math.floor(choice / 16);
    // Of a job that was forgotten and has ended.
    if (this.job.tasks.size < this.tasks.length) return;
    const { id: task } = this.tasks[rest % this.tasks.length]!;
    const { ticket, attempt } = this.job.tasks.get(task)!;
    const about = { v: 1 as const, id: randomUUID(), boot: randomUUID(), job: JOB, task, ticket, attempt };
    const dueAt = '2030-01-01T00:00:00Z';
    switch (choice % 16) {
      case 0:
        return this.apply({ type: 'buried', task, ticket });
      case 1:
        return this.apply({ type: 'due', task });
      case 2:
        return this.apply({ type: 'reused', task });
      case 3: {
        const failure = { ...SOUND, code: 'engine_mismatch', retryable: false } as const;
        this.apply({ type: 'answered', answers: [{ ...about, type: 'task.failed', failure }] });
        return this.plan();
      }
      case 4: {
        const failure = { ...SOUND, retryAfterMs: 600_000 };
        return this.apply({
          type: 'answered',
          answers: [{ ...about, type: 'task.retrying', dueAt, failure }],
        });
      }
      case 5:
        return this.apply({ type: 'answered', answers: [{ ...about, type: 'task.dropped' }] });
      case 6:
        return rest % 4 === 0 ? this.apply({ type: 'cancelled' }) : undefined;
      case 7:
        return rest % 4 === 0 ? this.apply({ type: 'planFailed' }) : undefined;
      default:
        return this.act(rest);
    }
  }

  /** No fault from now on: whatever is open is issued again until it ends. */
  finish(): void {
    for (let round = 0; round < 100 && this.open().length > 0; round++) {
      for (const { id, bootId, ticket } of this.open()) {
        this.apply({ type: 'claimExpired', task: id });
        this.apply({ type: 'lost', task: id });
        this.apply({ type: 'notHeld', boot: bootId ?? '', task: id, ticket });
        this.queue.length = 0;
        this.issue(id);
        while (this.queue.length > 0) {
          const emitted = this.work(this.queue.shift());
          this.apply({ type: 'answered', answers: emitted });
        }
      }
    }
    this.apply({ type: 'completed' });
  }

  /** Also anew, those that were forgotten for another engine. */
  private plan(): void {
    const tasks = this.tasks.map(({ id, needs }) => ({ id, needs, isFact: false, reused: false }));
    this.apply({ type: 'planned', tasks });
  }

  private open = () => [...this.job.tasks.values()].filter(({ state }) => !isFinalTask(state));

  private apply(event: MachineEvent): void {
    const before = this.job;
    this.job = reduce(before, event);
    this.history.push(event);
    this.after(before, this.job, event);
  }

  private issue(id: string): void {
    this.apply({ type: 'claimed', task: id });
    const { ticket, attempt, state } = this.job.tasks.get(id)!;
    if (state !== 'sending') return;
    this.queue.push({ task: id, ticket, attempt });
    this.apply({ type: 'sent', task: id, ticket });
  }

  /** A worker works a ticket off; its answers are on their way, and the ticket may be delivered again. */
  private work(ticket: Ticket | undefined): Answer[] {
    if (ticket === undefined) return [];
    const fate = this.tasks.find(({ id }) => id === ticket.task)!.fate;
    const boot = randomUUID();
    const about = { ...ticket, v: 1 as const, id: randomUUID(), boot, job: JOB };
    const answers: TaskAnswer[] = [{ ...about, type: 'task.started' }];
    if (fate === 'fails')
      answers.push({ ...about, type: 'task.failed', failure: { ...SOUND, retryable: false } });
    else if (fate === 'succeeds' || ticket.attempt > 1)
      answers.push({ ...about, type: 'task.succeeded', reply: {}, made: true, seconds: 1 });
    else {
      answers.push({ ...about, type: 'task.retrying', dueAt: '2030-01-01T00:00:00Z', failure: SOUND });
      this.queue.push({ ...ticket, attempt: ticket.attempt + 1 });
    }
    this.answers.push(...answers);
    return answers;
  }

  private crash(ticket: Ticket | undefined): void {
    if (ticket === undefined || this.crashes === CRASHES) return;
    this.crashes++;
    const boot = randomUUID();
    const started = {
      ...ticket,
      v: 1 as const,
      id: randomUUID(),
      boot,
      job: JOB,
      type: 'task.started' as const,
    };
    this.apply({ type: 'answered', answers: [started] });
    this.apply({ type: 'workerGone', boot });
  }

  /** A worker begins and stops: both may come in one batch, in any order. */
  private drain(ticket: Ticket | undefined): void {
    if (ticket === undefined) return;
    const boot = randomUUID();
    const about = { v: 1 as const, id: randomUUID(), boot };
    const answers: Answer[] = [
      { ...about, ...ticket, job: JOB, type: 'task.started' },
      { ...about, type: 'worker.stopped' },
    ];
    this.apply({ type: 'answered', answers: ticket.ticket % 2 === 0 ? answers : answers.reverse() });
  }

  private someAnswers(choice: number): Answer[] {
    return this.answers.filter((_, index) => (choice >> (index % 20)) % 2 === 1);
  }
}
