import { randomUUID } from 'node:crypto';
import type { Answer, Failure, Ticket } from '@reelmill/contracts';
import { newJob, reduce, type MachineEvent, type MachineJob } from '@reelmill/workflow';
import type { DataSource } from 'typeorm';
import { AnswerBatch } from '../src/handle-answers/answer-batch';
import { DeadLetters } from '../src/dead-letters/dead-letters';
import { databaseTime, noteDrained } from '../src/fence/answer-marks';
import { lockJobs } from '../src/job-records/lock-jobs';
import { claimTasks } from '../src/transitions/claim';
import { endJob, type JobEnd } from '../src/transitions/end-job';
import { settleGoneWorkers } from '../src/transitions/gone-workers';
import { issueDue, reissueLost, reissueOld } from '../src/transitions/lost';
import { releaseMissing } from '../src/transitions/release';
import { startJob } from '../src/transitions/start-job';
import { expireClaims, markSent, markUnsent } from '../src/transitions/sent';
import { recordWorkers } from '../src/watch-workers/record-workers';
import { about, addJob, addTask, BUILD, renderer } from './records';

/** What can be compared of a job: as it stands in the database, and as the reducer has it. */
export interface Standing {
  status: string;
  replans: number;
  tasks: unknown[];
  starts: string[];
}

const LONG_AGO = '2020-01-01T00:00:00Z';

/** One job in the database and in the reducer, to both of which the same happens. */
export class TwoMachines {
  private machine: MachineJob = newJob();
  private readonly boots = [randomUUID(), randomUUID()];
  private readonly gone = new Set<string>();
  private readonly sent: Ticket[] = [];
  /** A queue of its own, so that nobody else's tasks are claimed. */
  private readonly route = { queue: `${randomUUID()}.tasks`, build: BUILD };
  private job = '';

  constructor(private readonly source: DataSource) {}

  async begin(needs: readonly (readonly number[])[]): Promise<void> {
    const { source } = this;
    this.job = await addJob(source, { status: 'queued' });
    await recordWorkers(
      source.manager,
      this.boots.map((boot) => renderer({ boot })),
    );
    await this.plan(needs);
  }

  /** Something happens, chosen by numbers. */
  async act(choice: number, detail: number): Promise<void> {
    const { source, job, route } = this;
    const { manager } = source;
    const all = [...this.machine.tasks.values()];
    const task = all[detail % Math.max(1, all.length)];
    if (task === undefined) return this.plan([[], [0]]);
    const boot = this.boots[detail % 2]!;
    const { id, ticket } = task;
    const those = (...states: string[]) => all.filter(({ state }) => states.includes(state));
    switch (choice % 16) {
      case 0:
      case 1:
        return this.claim(1 + (detail % 3));
      case 2:
        await markUnsent(manager, [{ task: id, ticket: ticket - (detail % 2) }]);
        return this.reduce({ type: 'unsent', task: id, ticket: ticket - (detail % 2) });
      case 3:
        await source.query('UPDATE tasks SET claimed_until = $2 WHERE job_id = $1', [job, LONG_AGO]);
        await expireClaims(manager);
        return this.reduce(...all.map((each) => ({ type: 'claimExpired', task: each.id }) as const));
      case 4:
        await source.query('UPDATE tasks SET dispatched_at = $2 WHERE job_id = $1', [job, LONG_AGO]);
        await noteDrained(source.manager, await databaseTime(source));
        if (detail % 2 === 0) await reissueOld(manager);
        else await reissueLost(manager, route, new Date(Date.now() - 1000));
        return this.reduce(...those('dispatched', 'retrying').map((each) => event('lost', each.id)));
      case 5:
        await issueDue(manager);
        return this.reduce(...all.map((each) => event('due', each.id)));
      case 6:
        await noteDrained(source.manager, await databaseTime(source));
        await releaseMissing(manager, boot, [{ task: id, ticket, since: new Date(LONG_AGO) }]);
        return this.reduce({ type: 'notHeld', boot, task: id, ticket });
      case 7:
        return this.vanish(boot);
      case 8:
        return detail % 7 === 0 ? this.bury(id, ticket - (detail % 2)) : undefined;
      case 9:
        if (detail % 9 === 0) return this.end('cancelled');
        return all.every(({ state }) => state === 'succeeded') ? this.end('completed') : undefined;
      default:
        return this.answer(detail);
    }
  }

  standing(): Standing {
    const { status, replans, tasks, starts } = this.machine;
    return {
      status,
      replans,
      tasks: [...tasks.values()]
        .map(({ id, state, ticket, attempt, crashes, bootId, held }) => ({
          id,
          state,
          ticket,
          attempt,
          crashes,
          boot: state === 'running' ? bootId : null,
          held: state === 'retrying' && held,
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
      starts: [...starts.values()]
        .map(({ task, boot, ticket, attempt }) => `${task} ${boot} ${ticket} ${attempt}`)
        .sort(),
    };
  }

  async stored(): Promise<Standing> {
    const [job]: Pick<Standing, 'status' | 'replans'>[] = await this.source.query(
      'SELECT status, replans FROM jobs WHERE id = $1',
      [this.job],
    );
    const tasks: unknown[] = await this.source.query(
      `SELECT id, state, ticket, attempt, crashes, CASE WHEN state = 'running' THEN boot_id END AS boot,
         state = 'retrying' AND held AS held
       FROM tasks WHERE job_id = $1 ORDER BY id::text COLLATE "C"`,
      [this.job],
    );
    const starts: { start: string }[] = await this.source.query(
      `SELECT task_id || ' ' || boot_id || ' ' || ticket || ' ' || attempt AS start FROM task_starts
       WHERE ended_at IS NULL AND boot_id = ANY ($1) ORDER BY 1`,
      [this.boots],
    );
    return { ...job!, tasks, starts: starts.map(({ start }) => start).sort() };
  }

  private reduce(...events: MachineEvent[]): void {
    this.machine = events.reduce(reduce, this.machine);
  }

  private async plan(needs: readonly (readonly number[])[]): Promise<void> {
    const tasks: { id: string; isFact: boolean; needs: string[]; reused: boolean }[] = [];
    if (!['completed', 'failed', 'cancelled'].includes(this.machine.status))
      for (const [index, each] of needs.entries()) {
        const before = each.map((other) => tasks[other]!.id);
        const isFact = index === 0;
        const state = before.length > 0 ? 'waiting' : 'ready';
        const id = await addTask(this.source, this.job, {
          ...this.route,
          isFact,
          state,
          unmet: before.length,
        });
        for (const need of before)
          await this.source.query('INSERT INTO task_dependencies VALUES ($1, $2)', [id, need]);
        tasks.push({ id, isFact, needs: before, reused: false });
      }
    await this.source.transaction((manager) =>
      startJob(manager, this.job, { stage: 'rendering', warnings: [], needsPlan: false }),
    );
    this.reduce({ type: 'planned', tasks });
  }

  private async claim(limit: number): Promise<void> {
    const tickets = await this.source.transaction((manager) =>
      claimTasks(manager, { ...this.route, perJob: limit }, limit),
    );
    this.reduce(...tickets.map(({ task }) => event('claimed', task)));
    const sent = tickets.slice(1);
    await markSent(this.source.manager, sent);
    this.reduce(...sent.map(({ task, ticket }) => ({ type: 'sent', task, ticket }) as const));
    this.sent.push(...tickets);
  }

  private async vanish(boot: string): Promise<void> {
    await this.source.query('UPDATE workers SET last_beat_at = $2 WHERE boot_id = $1', [boot, LONG_AGO]);
    if (!this.machine.stopped.has(boot)) this.gone.add(boot);
    await noteDrained(this.source.manager, await databaseTime(this.source));
    await this.source.transaction(settleGoneWorkers);
    this.reduce(...[...this.gone].map((each) => ({ type: 'workerGone', boot: each }) as const));
  }

  private async bury(task: string, ticket: number): Promise<void> {
    if (ticket < 1) return;
    const bytes = Buffer.from(JSON.stringify({ job: this.job, task, ticket }));
    const letter = { queue: 'renderer.tasks', bytes, headers: {}, failure: null, reason: 'x' };
    await new DeadLetters(this.source, new AnswerBatch(this.source)).keep([letter], () => undefined);
    this.reduce({ type: 'buried', task, ticket });
  }

  private async end(status: 'cancelled' | 'completed'): Promise<void> {
    const how: JobEnd = status === 'completed' ? { status, outputs: [] } : { status };
    await this.source.transaction(async (manager) => {
      await lockJobs(manager, [this.job]);
      await endJob(manager, this.job, how);
    });
    this.reduce({ type: status });
  }

  /** A batch of answers to tickets that were really issued, in any order, some of them twice. */
  private async answer(detail: number): Promise<void> {
    const answers: Answer[] = [];
    const digits = new Digits(detail);
    // Mostly one alone: in a batch the last word hides what the others did.
    const most = Math.max(1, digits.next(6) - 2);
    while (this.sent.length > 0 && digits.left && answers.length < most)
      answers.push(this.answerTo(this.sent[digits.next(this.sent.length)]!, digits));
    await new AnswerBatch(this.source).write(answers);
    this.reduce({ type: 'answered', answers });
  }

  /** By any worker; mostly of the attempt that the task is at. */
  private answerTo({ task, ticket }: Ticket, digits: Digits): Answer {
    const boot = this.boots[digits.next(2)]!;
    const current = this.machine.tasks.get(task)?.attempt ?? 1;
    const attempt = digits.next(4) === 0 ? 1 + digits.next(3) : current;
    const said = { ...about(this.job, task, boot), ticket, attempt };
    switch (digits.next(16)) {
      case 0:
        return { ...said, type: 'task.failed', failure: failure('engine_mismatch') };
      case 1:
        return { ...said, type: 'task.failed', failure: failure('render_failed') };
      case 2:
        return { v: 1, id: randomUUID(), boot, type: 'worker.stopped' };
      case 3:
      case 4:
        return { ...said, type: 'task.succeeded', reply: {}, made: true, seconds: 1 };
      case 5:
        return { ...said, type: 'task.dropped' };
      case 6:
        return { ...said, type: 'task.retrying', dueAt: LONG_AGO, failure: failure('internal', 600_000) };
      case 7:
      case 8:
        return { ...said, type: 'task.retrying', dueAt: LONG_AGO, failure: failure('internal') };
      default:
        return { ...said, type: 'task.started' };
    }
  }
}

const event = (type: 'claimed' | 'lost' | 'due', task: string) => ({ type, task });

const failure = (code: Failure['code'], retryAfterMs = 0): Failure => ({
  code,
  message: 'x',
  retryable: false,
  retryAfterMs,
});

/** Choices that do not depend on one another, out of one number. */
class Digits {
  constructor(private rest: number) {}

  /** Whether there is something to choose by. */
  get left(): boolean {
    return this.rest > 0;
  }

  /** From 0 up to, not including, `base`. */
  next(base: number): number {
    const digit = this.rest % base;
    this.rest = Math.floor(this.rest / base);
    return digit;
  }
}
