import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Answer, AnswerOf, Control, TaskAnswer } from '@reelmill/contracts';
import { artifactsTotal } from '@reelmill/observability';
import { applyAnswers } from '@reelmill/workflow';
import { DataSource, type EntityManager } from 'typeorm';
import { noteDrained } from '../fence/answer-marks';
import type { Fence } from '../fence/fence';
import { afterCommit, inTransaction } from '../job-records/in-transaction';
import { lockJobs } from '../job-records/lock-jobs';
import { rows } from '../job-records/rows';
import { writeAnswered, type AnsweredTask, type TaskChanges } from '../transitions/answered';
import { failTask } from '../transitions/fail-task';
import { refreshJobs } from '../transitions/refresh-jobs';
import { jobsThatCanReuse, reuseArtifacts } from '../transitions/reuse';
import { settleSuccesses } from '../transitions/settle';
import { giveBackOfStopped } from '../transitions/worker-stopped';
import { recordWorkers, type WorkerAnswer } from '../watch-workers/record-workers';
import { forgetLostArtifacts } from './lost-artifacts';
import { planForOtherEngine } from './other-engine';

interface Written extends Pick<TaskChanges, 'stops'> {
  ended: string[];
}

/** Writes what workers say: one transaction for a whole batch, jobs locked before tasks, both in id order. */
@Injectable()
export class AnswerBatch {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /**
   * Returns what workers must be told once the transaction is through.
   * @throws FencedError with a `fence` that another orchestrator has taken
   */
  async write(answers: readonly Answer[], fence?: Fence): Promise<Control[]> {
    const { stops, ended } = await inTransaction(this.source, async (manager) => {
      await fence?.pass(manager);
      const written = await writeBatch(
        manager,
        answers.filter((answer) => !isMark(answer)),
      );
      for (const { at } of answers.filter(isMark)) await noteDrained(manager, new Date(at));
      return written;
    });
    return [
      ...stops.map((stop): Control => ({ type: 'cancel', ...stop })),
      ...ended.map((job): Control => ({ type: 'cancel', job })),
    ];
  }
}

type Mark = AnswerOf<'answers.marked'>;
const isMark = (answer: Answer): answer is Mark => answer.type === 'answers.marked';

async function writeBatch(
  manager: EntityManager,
  answers: readonly Exclude<Answer, Mark>[],
): Promise<Written> {
  const workerAnswers = answers.filter((answer): answer is WorkerAnswer => !('task' in answer));
  const taskAnswers = answers.filter((answer): answer is TaskAnswer => 'task' in answer);
  await recordWorkers(manager, workerAnswers);
  const keys = await keysOf(manager, taskAnswers);
  const answered = [...new Set(taskAnswers.map(({ job }) => job))];
  const jobIds = [...new Set([...answered, ...(await jobsThatCanReuse(manager, keys))])];
  await lockJobs(manager, jobIds);
  const changes = applyAnswers(taskAnswers, await lockTasks(manager, taskAnswers));
  await writeAnswered(manager, changes);
  await giveBackOfStopped(manager, [...new Set(answers.map(({ boot }) => boot))]);
  const reused = await reuseArtifacts(manager, keys, jobIds);
  await settleSuccesses(manager, [
    ...changes.succeeded.map(({ task }) => task.id),
    ...reused.map(({ id }) => id),
  ]);
  const ended = await failJobs(manager, changes);
  await refreshJobs(manager, jobIds);
  afterCommit(manager, () => countArtifacts(changes, reused));
  return { stops: changes.stops, ended };
}

function countArtifacts({ succeeded }: TaskChanges, reused: readonly { command: string }[]): void {
  for (const { task, made } of succeeded)
    if (task.key !== null) artifactsTotal.inc({ command: task.command, result: made ? 'made' : 'reused' });
  for (const { command } of reused) artifactsTotal.inc({ command, result: 'reused' });
}

/** Keys of what was made. */
async function keysOf(manager: EntityManager, answers: readonly TaskAnswer[]): Promise<string[]> {
  const ids = answers.filter(({ type }) => type === 'task.succeeded').map(({ task }) => task);
  if (ids.length === 0) return [];
  const found = await rows<{ key: string }>(
    manager,
    'SELECT key FROM tasks WHERE id = ANY ($1) AND key IS NOT NULL',
    [ids],
  );
  return found.map(({ key }) => key);
}

async function lockTasks(
  manager: EntityManager,
  answers: readonly TaskAnswer[],
): Promise<Map<string, AnsweredTask>> {
  if (answers.length === 0) return new Map();
  const found = await rows<AnsweredTask>(
    manager,
    `SELECT id, job_id AS "jobId", name, command, key, is_fact AS "isFact", state, ticket, attempt,
       boot_id AS "bootId"
     FROM tasks WHERE id = ANY ($1) ORDER BY id FOR UPDATE`,
    [[...new Set(answers.map(({ task }) => task))]],
  );
  return new Map(found.map((task) => [task.id, task]));
}

/** A failed task fails its job, unless planning anew can help: an artifact vanished, or the engine changed. */
async function failJobs(manager: EntityManager, changes: TaskChanges): Promise<string[]> {
  const ended = await planForOtherEngine(manager, changes.mismatched);
  for (const { task, failure } of changes.failed) {
    if (await forgetLostArtifacts(manager, task, failure)) continue;
    ended.push(await failTask(manager, task, failure));
  }
  return ended.filter((job) => job !== null);
}
