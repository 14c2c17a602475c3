import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { jobQueued, FINAL_JOB_STATUSES } from '@reelmill/contracts';
import { Broker, sendControl } from '@reelmill/messaging';
import { LOGGER, type Logger } from '@reelmill/observability';
import { AssetEntity, JobEntity } from '@reelmill/persistence';
import { Any, EntityManager, In, Not } from 'typeorm';
import { invalidBody } from '../problems/invalid-body';
import { assetReferences } from './asset-references';
import type { JobFields } from './job-resource';

export interface NewJob {
  type: 'render';
  input: unknown;
  priority: number;
  traceparent: string;
}

const NEW_JOB = {
  status: 'queued',
  stage: 'queued',
  progress: 0,
  progressMessage: 'waiting to be planned',
  error: null,
  warnings: [],
  outputs: [],
  startedAt: null,
  completedAt: null,
} satisfies Partial<JobFields>;

/** One statement, so one transaction and one round trip: on a busy machine each trip costs milliseconds. */
const ACCEPT = `
WITH job AS (
  INSERT INTO jobs
    (id, type, owner, priority, status, input, traceparent, needs_plan, stage, progress_message, event_sequence)
  VALUES ($1, $2, 'default', $3, $4, $5, $6, true, $7, $8, 1)
  RETURNING id, status, created_at
), event AS (
  INSERT INTO job_events (job_id, sequence, type, data)
  SELECT id, 1, '${jobQueued.name}', jsonb_build_object('status', status) FROM job
)
SELECT created_at FROM job`;

/** Writes what callers want of jobs; the orchestrator does the rest, and alone changes a job's status. */
@Injectable()
export class JobControl {
  constructor(
    @Inject(EntityManager) private readonly manager: EntityManager,
    @Inject(Broker) private readonly broker: Broker,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Accepted once this resolves. Throws a Problem 422 when the spec names assets that were not uploaded. */
  async accept({ type, input, priority, traceparent }: NewJob): Promise<JobFields> {
    await this.refuseUnknownAssets(input);
    const job = { ...NEW_JOB, id: randomUUID(), type, priority };
    const [written] = await this.manager.query<{ created_at: Date }[]>(ACCEPT, [
      job.id,
      type,
      priority,
      job.status,
      JSON.stringify(input),
      traceparent,
      job.stage,
      job.progressMessage,
    ]);
    if (!written) throw new Error('the insert returned no row');
    this.logger.info({ job: job.id, priority, traceparent }, 'job accepted');
    this.wakeOrchestrator();
    return { ...job, createdAt: written.created_at };
  }

  /** Asks for the end of a job; harmless when it was asked for, has ended, or never was. */
  async cancel(id: string): Promise<void> {
    const { affected } = await this.manager.update(
      JobEntity,
      { id, cancelRequested: false, status: Not(In(FINAL_JOB_STATUSES)) },
      { cancelRequested: true },
    );
    if (!affected) return;
    this.logger.info({ job: id }, 'cancel requested');
    this.wakeOrchestrator();
  }

  private async refuseUnknownAssets(input: unknown): Promise<void> {
    const references = assetReferences(input, '/input');
    if (references.length === 0) return;
    const named = [...new Set(references.map(({ sha256 }) => sha256))];
    // One array: a parameter each would soon be more than the 65,535 of Postgres' protocol.
    const known = await this.manager.find(AssetEntity, {
      select: { sha256: true },
      where: { sha256: Any(named) },
    });
    const isKnown = new Set(known.map(({ sha256 }) => sha256));
    const errors = references
      .filter(({ sha256 }) => !isKnown.has(sha256))
      .map(({ pointer }) => ({
        pointer,
        message: 'is no known asset; upload it with POST /v1/assets first',
      }));
    if (errors.length > 0) throw invalidBody(errors);
  }

  /** Only a hint: without it the orchestrator's sweep finds the row within a second. */
  private wakeOrchestrator(): void {
    sendControl(this.broker, { type: 'wake' });
  }
}
