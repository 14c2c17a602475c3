import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Answer, Control, TaskAnswer } from '@reelmill/contracts';
import { artifactsTotal } from '@reelmill/observability';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '../job-records/in-transaction';
import { endJob } from '../job-records/end-job';
import { observeEnd } from '../job-records/observe-end';
import { refreshJobs } from '../job-records/refresh-jobs';
import { rows } from '../job-records/rows';
import { settleSuccesses } from '../job-records/settle-successes';
import { recordWorkers, type WorkerAnswer } from '../watch-workers/record-workers';
import { forgetLostArtifacts } from './lost-artifacts';
import { handleOtherEngine } from './other-engine';
import { collectChanges, type AnsweredTask, type TaskChanges } from './task-changes';
import { writeChanges } from './write-changes';

/** Writes what workers say: one transaction for a whole batch, jobs locked before tasks, both in id order. */
@Injectable()
export class AnswerBatch {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Returns what workers must be told once the transaction is through. */
  async write(answers: readonly Answer[]): Promise<Control[]> {
    const workerAnswers = answers.filter((answer): answer is WorkerAnswer => !('task' in answer));
    const taskAnswers = answers.filter((answer): answer is TaskAnswer => 'task' in answer);
    const { changes, ended } = await inTransaction(this.source, async (manager) => {
      await recordWorkers(manager, workerAnswers);
      const jobIds = await lockJobs(manager, taskAnswers);
      const changes = collectChanges(taskAnswers, await lockTasks(manager, taskAnswers));
      await writeChanges(manager, changes);
      await settleSuccesses(
        manager,
        changes.succeeded.map(({ task }) => task.id),
      );
      const ended = await failJobs(manager, changes);
      await refreshJobs(manager, jobIds);
      return { changes, ended };
    });
    for (const { task, made } of changes.succeeded) {
      if (task.key !== null) artifactsTotal.inc({ command: task.command, result: made ? 'made' : 'reused' });
    }
    return [
      ...changes.stops.map((stop): Control => ({ type: 'cancel', ...stop })),
      ...ended.map((job): Control => ({ type: 'cancel', job })),
    ];
  }
}

async function lockJobs(manager: EntityManager, answers: readonly TaskAnswer[]): Promise<string[]> {
  const jobIds = [...new Set(answers.map(({ job }) => job))];
  if (jobIds.length > 0)
    await manager.query('SELECT id FROM jobs WHERE id = ANY ($1) ORDER BY id FOR UPDATE', [jobIds]);
  return jobIds;
}

async function lockTasks(
  manager: EntityManager,
  answers: readonly TaskAnswer[],
): Promise<Map<string, AnsweredTask>> {
  if (answers.length === 0) return new Map();
  const found = await rows<AnsweredTask>(
    manager,
    `SELECT id, job_id AS "jobId", name, command, key, engine, is_fact AS "isFact", state, ticket, attempt,
       boot_id AS "bootId"
     FROM tasks WHERE id = ANY ($1) ORDER BY id FOR UPDATE`,
    [[...new Set(answers.map(({ task }) => task))]],
  );
  return new Map(found.map((task) => [task.id, task]));
}

/** A failed task fails its job, unless planning anew can help: an artifact vanished, or the engine changed. */
async function failJobs(manager: EntityManager, changes: TaskChanges): Promise<string[]> {
  const ended: string[] = [];
  for (const { task, failure } of changes.failed) {
    if (failure.code === 'engine_mismatch' && (await handleOtherEngine(manager, task))) continue;
    if (await forgetLostArtifacts(manager, task, failure)) continue;
    const { code, message } = failure;
    if (await endJob(manager, task.jobId, { status: 'failed', error: { code, message, task: task.name } })) {
      await observeEnd(manager, task.jobId);
      ended.push(task.jobId);
    }
  }
  return ended;
}
