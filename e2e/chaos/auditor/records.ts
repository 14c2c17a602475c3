import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readHistory } from '../world/history';
import { livingProcesses } from '../world/processes';
import type { World } from '../world/world';
import type { EventRow, Evidence, JobRow, LetterRow, TaskRow } from './evidence';

export type Records = Pick<
  Evidence,
  'jobs' | 'tasks' | 'dependencies' | 'events' | 'history' | 'letters' | 'stored'
>;

/** What Postgres and the object store say. */
export async function readRecords({ db, objectsDir }: Pick<World, 'db' | 'objectsDir'>): Promise<Records> {
  const read = async <T extends object>(sql: string): Promise<T[]> => (await db.query<T>(sql)).rows;
  const jobs = await read<JobRow>(
    'SELECT id, owner, status, outputs, error, traceparent, created_at, completed_at FROM jobs',
  );
  return {
    jobs,
    tasks: await read<TaskRow>(
      'SELECT id, job_id, name, command, state, attempt, crashes, ticket, unmet, queue, failure FROM tasks',
    ),
    dependencies: await read('SELECT task_id, needs_id FROM task_dependencies'),
    events: await read<EventRow>('SELECT job_id, sequence, type, data, published_at FROM job_events'),
    history: await readHistory(db),
    letters: await read<LetterRow>(
      'SELECT queue, length(body) AS bytes, reason, job_id, task_id FROM dead_letters',
    ),
    stored: storedHashes(objectsDir, jobs),
  };
}

/** Read from the files themselves: `artifacts/<2 hex>/<key>.<file>`. */
export function storedHashes(objectsDir: string, jobs: readonly JobRow[]): Map<string, string | null> {
  const hashes = new Map<string, string | null>();
  for (const { id, outputs } of jobs)
    for (const { name, object } of outputs) {
      const [kind, address = '', ...rest] = object.split('/');
      const file = join(objectsDir, kind!, address.slice(0, 2), [address, ...rest].join('.'));
      const bytes = existsSync(file) ? readFileSync(file) : null;
      hashes.set(`${id} ${name}`, bytes && createHash('sha256').update(bytes).digest('hex'));
    }
  return hashes;
}

/** Processes that work in a folder, or come from the copied build. */
export const orphansIn = (folders: readonly string[]): string[] =>
  livingProcesses()
    .filter(({ pid, command }) => pid !== process.pid && folders.some((folder) => command.includes(folder)))
    .map(({ pid, command }) => `${pid} ${command.slice(0, 160)}`);

/** Folders of runs that scratch still holds: `<service>/<boot>/<task>`. */
export function leftoversIn(scratch: string): string[] {
  if (!existsSync(scratch)) return [];
  return readdirSync(scratch, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.split('/').length >= 2)
    .map((path) => join(scratch, path));
}

const REFUSED =
  /ERROR: {2}((?:tasks|jobs) \S+: .* is no edge of the machine|(?:task|job) \S+: (?:ticket|attempt|events) .*)/;

/** From the server's own log: what a service tried is not lost with its transaction. */
export function refusalsIn(log: string): string[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => REFUSED.exec(line)?.[1] ?? []);
}
