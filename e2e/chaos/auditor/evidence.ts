import type { FaultRecord } from '../faults/fault';
import type { Submission } from '../load/run-load';
import type { Entry } from '../load/schedule';
import { markOf } from '../load/trace';
import type { Change } from '../world/history';
import type { Sighting } from '../world/processes';
import type { QueueDepth } from '../world/queues';
import type { Tapped } from '../world/tap';

export interface JobRow {
  id: string;
  owner: string;
  status: string;
  outputs: { name: string; object: string; sha256: string }[];
  error: { code: string; message: string; task: string | null } | null;
  traceparent: string;
  created_at: Date;
  completed_at: Date | null;
}

export interface TaskRow {
  id: string;
  job_id: string;
  name: string;
  command: string;
  state: string;
  attempt: number;
  crashes: number;
  ticket: number;
  unmet: number;
  queue: string;
  failure: { code: string } | null;
}

export interface EventRow {
  job_id: string;
  sequence: number;
  type: string;
  data: { status?: string; outputs?: unknown[] };
  published_at: Date | null;
}

export interface LetterRow {
  queue: string;
  bytes: number;
  reason: string;
  job_id: string | null;
  task_id: string | null;
}

/** What the run left behind; nothing of it is a service's word about itself. */
export interface Evidence {
  submissions: readonly Submission[];
  faults: readonly FaultRecord[];
  jobs: readonly JobRow[];
  tasks: readonly TaskRow[];
  dependencies: readonly { task_id: string; needs_id: string }[];
  events: readonly EventRow[];
  history: readonly Change[];
  letters: readonly LetterRow[];
  tapped: readonly Tapped[];
  /** What the run sent a second time. */
  duplicates: readonly Tapped[];
  sightings: readonly Sighting[];
  /** Milliseconds from the last fault to the last end; null when the limit passed. */
  finishedInMs: number | null;
  /** Before the services were stopped. */
  queuesAtRest: readonly QueueDepth[];
  /** After the services were stopped. */
  queuesAtEnd: readonly QueueDepth[];
  /** Process ids and command lines that outlived the services. */
  orphans: readonly string[];
  /** Paths left in scratch folders. */
  leftovers: readonly string[];
  /** Changes that the database refused because the machine has no such edge. */
  refusals: readonly string[];
  /** Services that were stopped and looked after. */
  stopped: readonly string[];
  /** Services that ended though nobody ended them. */
  ownEnds: readonly string[];
  /** By job and output, the sha256 of the bytes in the object store; null when there are none. */
  stored: ReadonlyMap<string, string | null>;
  /** By spec and output, the sha256 of a run without faults. */
  faultless: ReadonlyMap<string, string>;
}

/** What an invariant found. One that checked nothing is broken too. */
export interface Finding {
  /** What was counted, in words. */
  what: string;
  checked: number;
  breaches: string[];
}

export interface Invariant {
  id: string;
  title: string;
  /** A string says why it does not apply. */
  check: ((evidence: Evidence) => Finding) | string;
}

export const FINAL_JOB = ['completed', 'failed', 'cancelled'];
export const FINAL_TASK = ['succeeded', 'failed', 'cancelled'];

/** A job's entry of the schedule; undefined for one that nobody submitted. */
export function entryOf(evidence: Pick<Evidence, 'submissions'>): (job: JobRow) => Entry | undefined {
  const byIndex = new Map(evidence.submissions.map(({ entry }) => [entry.index, entry]));
  return ({ traceparent }) => byIndex.get(markOf(traceparent)?.index ?? -1);
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Changes of tasks alone, by task, in their order. */
export const taskHistories = ({ history }: Pick<Evidence, 'history'>): Map<string, Change[]> =>
  groupBy(
    history.filter(({ kind }) => kind === 'task'),
    ({ entity }) => entity,
  );
