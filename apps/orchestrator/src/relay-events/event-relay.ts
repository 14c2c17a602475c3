import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { cloudEvent, type JobHistoryEntry } from '@reelmill/contracts';
import { Broker, sendEvent } from '@reelmill/messaging';
import { DataSource, type EntityManager } from 'typeorm';
import { tryLock } from '../job-records/only-here';
import { rows } from '../job-records/rows';

/** Events sent in one round. */
const BATCH = 500;
/** A round waits no longer for confirms, so that what was confirmed is noted while its transaction still lives. */
const CONFIRM_LIMIT_MS = 10_000;

/**
 * Sends the histories of jobs to the world: each event at least once, those of a job in order, and noted as published only
 * after the broker's confirm. What is still to be sent is what is not noted: a mark "all up to here" would pass over
 * the events of transactions that were slower to commit than later ones. One orchestrator relays at a time.
 */
@Injectable()
export class EventRelay {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly broker: Broker,
  ) {}

  /** Sends one batch; returns whether there may be more. @throws PublishError, after noting what was confirmed */
  async relay(): Promise<boolean> {
    if (!this.broker.connected || this.broker.blocked) return false;
    const { count, problem } = await this.source.transaction(async (manager) => {
      if (!(await tryLock(manager, 'relay-events'))) return { count: 0, problem: null };
      const entries = await loadUnpublished(manager);
      const sent = await this.send(entries);
      await notePublished(manager, sent.confirmed);
      return { count: entries.length, problem: sent.problem };
    });
    if (problem !== null) throw problem;
    return count === BATCH;
  }

  /** Jobs side by side, the events of one job one after another: none goes out before the one before it is confirmed. */
  private async send(entries: readonly JobHistoryEntry[]) {
    const confirmed: JobHistoryEntry[] = [];
    const over = new AbortController();
    const late = delay(CONFIRM_LIMIT_MS, undefined, { signal: over.signal }).then(
      () => Promise.reject(new Error('The broker was too slow to confirm events.')),
      () => undefined,
    );
    const sendOne = async (history: readonly JobHistoryEntry[]): Promise<void> => {
      for (const entry of history) {
        await Promise.race([sendEvent(this.broker, cloudEvent(entry)), late]);
        confirmed.push(entry);
      }
    };
    const results = await Promise.allSettled([...byJob(entries).values()].map(sendOne));
    over.abort();
    const failed = results.find((result) => result.status === 'rejected');
    return { confirmed, problem: failed ? (failed.reason as Error) : null };
  }
}

/** By the index `job_events_unpublished (job_id, sequence) WHERE published_at IS NULL`, in its order. */
function loadUnpublished(manager: EntityManager): Promise<JobHistoryEntry[]> {
  return rows<JobHistoryEntry>(
    manager,
    `SELECT job_id AS "jobId", sequence, type, data, created_at AS "createdAt" FROM job_events
     WHERE published_at IS NULL ORDER BY job_id, sequence LIMIT ${BATCH}`,
  );
}

async function notePublished(manager: EntityManager, entries: readonly JobHistoryEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await manager.query(
    `UPDATE job_events e SET published_at = clock_timestamp()
     FROM unnest($1::uuid[], $2::integer[]) AS s (job_id, sequence)
     WHERE e.job_id = s.job_id AND e.sequence = s.sequence`,
    [entries.map(({ jobId }) => jobId), entries.map(({ sequence }) => sequence)],
  );
}

function byJob(entries: readonly JobHistoryEntry[]): Map<string, JobHistoryEntry[]> {
  const histories = new Map<string, JobHistoryEntry[]>();
  for (const entry of entries) histories.set(entry.jobId, [...(histories.get(entry.jobId) ?? []), entry]);
  return histories;
}
