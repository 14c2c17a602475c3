import { isFinalJob, isFinalTask, type Answer, type JobStatus, type TaskAnswer } from '@reelmill/contracts';
import type { TaskView } from './apply-answer';
import { applyAnswers, type AnswerChanges, type Start } from './apply-answers';
import { canJobTake, canTake, JOB_EDGES, TASK_EDGES, type JobEdge, type TaskEdge } from './edges';
import { MAX_CRASHES, MAX_REPLANS } from './limits';

/** A task as far as the machine goes. */
export interface MachineTask extends TaskView {
  id: string;
  crashes: number;
  /** Its next ticket comes from here when it is due, not from the ladder. */
  held: boolean;
  isFact: boolean;
  /** Ids of the tasks that must succeed first. */
  needs: readonly string[];
}

/** A job with its tasks by id. */
export interface MachineJob {
  status: JobStatus;
  replans: number;
  tasks: ReadonlyMap<string, MachineTask>;
  /** Begun and not answered, by task, boot, ticket and attempt. */
  starts: ReadonlyMap<string, Start>;
  /** Those that ended, by the same: heard again they stay so. */
  ended: ReadonlySet<string>;
  /** Workers that said that they end; what they began went back to the queue. */
  stopped: ReadonlySet<string>;
}

export type MachineEvent =
  | {
      type: 'planned';
      tasks: readonly (Pick<MachineTask, 'id' | 'isFact' | 'needs'> & { reused: boolean })[];
    }
  | { type: 'claimed' | 'claimExpired' | 'lost' | 'due' | 'reused'; task: string }
  | { type: 'sent' | 'unsent' | 'buried'; task: string; ticket: number }
  /** One batch, as one transaction writes it. */
  | { type: 'answered'; answers: readonly Answer[] }
  /** Two beats of this worker lacked what it had begun by this ticket, and the answers were drained. */
  | { type: 'notHeld'; boot: string; task: string; ticket: number }
  | { type: 'workerGone'; boot: string }
  | { type: 'completed' | 'cancelled' | 'planFailed' };

export const newJob = (): MachineJob => ({
  status: 'queued',
  replans: 0,
  tasks: new Map(),
  starts: new Map(),
  ended: new Set(),
  stopped: new Set(),
});

/**
 * The whole machine of a job and its tasks: every edge, in whatever order events come. An event whose edge does not
 * leave from where the task or the job stands changes nothing.
 */
export function reduce(job: MachineJob, event: MachineEvent): MachineJob {
  if (isFinalJob(job.status)) return job;
  const draft = new Draft(job);
  const { type } = event;
  switch (type) {
    case 'planned':
      draft.plan(event.tasks);
      break;
    case 'claimed':
      draft.take('claim', event.task, (task) => ({ ticket: task.ticket + 1, bootId: null }));
      break;
    case 'claimExpired':
      draft.take('expireClaim', event.task);
      break;
    case 'lost':
      if (draft.tasks.get(event.task)?.held !== true)
        draft.take('lost', event.task, () => ({ bootId: null }));
      break;
    case 'due':
      if (draft.tasks.get(event.task)?.held === true) draft.take('due', event.task);
      break;
    case 'reused':
      draft.take('reuse', event.task);
      break;
    case 'sent':
    case 'unsent':
      if (draft.tasks.get(event.task)?.ticket === event.ticket) draft.take(type, event.task);
      break;
    case 'buried':
      if (draft.tasks.get(event.task)?.ticket === event.ticket) draft.failBy('bury', event.task);
      break;
    case 'answered':
      draft.answer(event.answers);
      break;
    case 'notHeld':
      draft.release(event);
      break;
    case 'workerGone':
      draft.crash(event.boot);
      break;
    case 'completed':
      draft.end('complete');
      break;
    case 'cancelled':
      draft.end('cancel');
      break;
    case 'planFailed':
      draft.end('fail');
      break;
  }
  return draft.settled();
}

/** A copy of a job on which the consequences of one event are worked out. */
class Draft {
  readonly tasks: Map<string, MachineTask>;
  private readonly starts: Map<string, Start>;
  private readonly ended: Set<string>;
  private readonly stopped: Set<string>;
  private status: JobStatus;
  private replans: number;

  constructor(job: MachineJob) {
    this.tasks = new Map(job.tasks);
    this.starts = new Map(job.starts);
    this.ended = new Set(job.ended);
    this.stopped = new Set(job.stopped);
    this.status = job.status;
    this.replans = job.replans;
  }

  /** Moves the task along the edge; false when it does not stand where the edge begins. */
  take(edge: TaskEdge, id: string, more: (task: MachineTask) => Partial<MachineTask> = () => ({})): boolean {
    const task = this.tasks.get(id);
    if (task === undefined || !canTake(edge, task.state)) return false;
    this.tasks.set(id, { ...task, held: false, ...more(task), state: TASK_EDGES[edge].to });
    return true;
  }

  failBy(edge: 'bury' | 'fail' | 'giveUp', id: string): void {
    if (!this.take(edge, id)) return;
    this.closeStarts(({ task }) => task === id);
    this.end('fail');
  }

  end(edge: Exclude<JobEdge, 'start' | 'retry' | 'resume'>): void {
    if (!canJobTake(edge, this.status)) return;
    this.status = JOB_EDGES[edge].to;
    for (const id of this.tasks.keys()) this.take('cancel', id);
  }

  plan(planned: Extract<MachineEvent, { type: 'planned' }>['tasks']): void {
    if (canJobTake('start', this.status)) this.status = JOB_EDGES.start.to;
    const blank = { ticket: 0, attempt: 1, crashes: 0, bootId: null, held: false };
    for (const { reused, ...task } of planned) {
      if (!this.tasks.has(task.id))
        this.tasks.set(task.id, { ...blank, ...task, state: reused ? 'succeeded' : 'waiting' });
    }
  }

  answer(answers: readonly Answer[]): void {
    const changes = applyAnswers(
      answers.filter((answer): answer is TaskAnswer => 'task' in answer),
      this.tasks,
    );
    for (const [id, { state, attempt, bootId, held }] of changes.changed)
      if (state !== 'failed') this.tasks.set(id, { ...this.tasks.get(id)!, state, attempt, bootId, held });
    for (const [key, { open, ...start }] of changes.starts)
      if (!open) this.closeStart(key);
      else if (!this.ended.has(key)) this.starts.set(key, start);
    for (const answer of answers) if (answer.type === 'worker.stopped') this.stopped.add(answer.boot);
    for (const boot of this.stopped) this.giveBack(boot);
    this.replan(changes);
    for (const { task } of changes.failed) this.failBy('fail', task.id);
  }

  release({ boot, task: id, ticket }: Extract<MachineEvent, { type: 'notHeld' }>): void {
    const task = this.tasks.get(id);
    if (task?.bootId !== boot || task.ticket !== ticket) return;
    if (this.take('release', id, () => ({ bootId: null })))
      this.closeStarts((start) => start.task === id && start.boot === boot);
  }

  crash(boot: string): void {
    for (const start of this.closeStarts((each) => each.boot === boot)) {
      const task = this.tasks.get(start.task);
      if (task !== undefined && !isFinalTask(task.state))
        this.tasks.set(task.id, { ...task, crashes: task.crashes + 1 });
    }
    this.ofBoot(boot).forEach(({ id }) => this.take('crash', id, () => ({ bootId: null })));
    for (const { id, crashes } of [...this.tasks.values()])
      if (crashes >= MAX_CRASHES) this.failBy('giveUp', id);
  }

  /** What follows by itself: tasks whose needs are met are ready, and the job shows whether it is retrying. */
  settled(): MachineJob {
    const met = (id: string): boolean => this.tasks.get(id)?.state === 'succeeded';
    for (const { id, needs } of [...this.tasks.values()]) if (needs.every(met)) this.take('settle', id);
    const retrying = [...this.tasks.values()].some(({ state }) => state === 'retrying');
    const edge = retrying ? 'retry' : 'resume';
    if (canJobTake(edge, this.status)) this.status = JOB_EDGES[edge].to;
    const { status, replans, tasks, starts, ended, stopped } = this;
    return { status, replans, tasks, starts, ended, stopped };
  }

  private giveBack(boot: string): void {
    this.ofBoot(boot).forEach(({ id }) => this.take('workerStopped', id, () => ({ bootId: null })));
    this.closeStarts((start) => start.boot === boot);
  }

  /** What was planned for workers of other bytes is forgotten, once a batch, a bounded number of times. */
  private replan({ mismatched }: AnswerChanges<MachineTask>): void {
    if (mismatched.length === 0) return;
    if (this.replans >= MAX_REPLANS) return this.failBy('fail', mismatched[0]!.task.id);
    this.replans++;
    const wrong = new Set(mismatched.map(({ task }) => task.id));
    const allWork = [...this.tasks.values()].some(
      ({ id, isFact, needs }) => (!isFact && wrong.has(id)) || needs.some((need) => wrong.has(need)),
    );
    for (const { id, isFact } of [...this.tasks.values()])
      if (wrong.has(id) || (allWork && !isFact)) this.tasks.delete(id);
  }

  private ofBoot = (boot: string): MachineTask[] =>
    [...this.tasks.values()].filter(({ bootId, state }) => bootId === boot && state === 'running');

  private closeStarts(which: (start: Start) => boolean): Start[] {
    const closed = [...this.starts].filter(([, start]) => which(start));
    for (const [key] of closed) this.closeStart(key);
    return closed.map(([, start]) => start);
  }

  private closeStart(key: string): void {
    if (this.starts.delete(key)) this.ended.add(key);
  }
}
