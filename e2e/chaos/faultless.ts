import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storedHashes } from './auditor/records';
import { FINAL_JOB, type JobRow } from './auditor/evidence';
import { Client } from './load/client';
import type { Media } from './load/media';
import type { Spec } from './load/specs';
import type { State } from './stack-scripts';
import { until } from './until';
import { createDatabase, openPool, type Servers } from './world/servers';
import { Service, type Program } from './world/service';
import { emptyFolder } from './world/world';

const PROGRAMS: readonly Program[] = ['orchestrator', 'storage', 'analyzer', 'renderer', 'gateway'];
const LIMIT_MS = 180_000;

interface Task {
  servers: Servers;
  build: string;
  specs: readonly Spec[];
  media: Media;
}

/** By spec and output, the sha256 of what services make of the specs that nothing disturbs; kept from run to run. */
export async function faultlessHashes(state: State, task: Task): Promise<Map<string, string>> {
  const file = join(state.dir, 'faultless', `${keyOf(task)}.json`);
  if (existsSync(file)) return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, string][]);
  const hashes = await render(state, task);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify([...hashes]));
  return hashes;
}

/** Whatever port the web server has this time. */
function keyOf({ build, specs, media }: Task): string {
  const hash = createHash('sha256').update(JSON.stringify(specs).replaceAll(media.host, 'web'));
  const dist = join(build, 'dist');
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' }).sort())
    if (name.endsWith('.js')) hash.update(name).update(readFileSync(join(dist, name)));
  return hash.digest('hex').slice(0, 32);
}

/** A virtual host, database and store of its own, of which nothing is left. */
async function render(state: State, { servers, build, specs, media }: Task): Promise<Map<string, string>> {
  const { broker, postgres } = servers;
  const amqpUrl = await broker.addVhost('faultless');
  const databaseUrl = await createDatabase(state, postgres, 'faultless');
  const objectsDir = emptyFolder(join(state.dir, 'faultless-objects'));
  const services = PROGRAMS.map(
    (program) =>
      new Service(state, {
        program,
        build,
        amqpUrl,
        databaseUrl,
        objectsDir,
        env: { FETCH_ALLOW_PRIVATE: media.host },
      }),
  );
  const db = openPool(databaseUrl);
  try {
    for (const service of services) await service.launch();
    await Promise.all(services.map((service) => service.untilReady()));
    const client = new Client(services.at(-1)!.url);
    await media.upload(client);
    const jobs = await submitAll(client, specs);
    const rows = await ended(db, jobs.length);
    const stored = storedHashes(objectsDir, rows);
    return hashesOf(rows, jobs, stored);
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await db.end();
    await broker.removeVhost('faultless');
    emptyFolder(objectsDir);
  }
}

async function submitAll(client: Client, specs: readonly Spec[]): Promise<string[]> {
  const jobs: string[] = [];
  for (const [index, input] of specs.entries()) {
    const submitted = await client.submit({ type: 'render', input }, { index, owner: 0 });
    if (submitted.kind !== 'accepted')
      throw new Error(`Without faults, spec ${index} was not accepted: ${JSON.stringify(submitted)}`);
    jobs.push(submitted.job);
  }
  return jobs;
}

async function ended(db: ReturnType<typeof openPool>, count: number): Promise<JobRow[]> {
  let rows: JobRow[] = [];
  await until('the run without faults', LIMIT_MS, async () => {
    ({ rows } = await db.query<JobRow>('SELECT id, status, outputs, error FROM jobs'));
    return rows.filter(({ status }) => FINAL_JOB.includes(status)).length === count;
  });
  const failed = rows.find(({ status }) => status !== 'completed');
  if (failed) throw new Error(`Without faults, a job ${failed.status}: ${JSON.stringify(failed.error)}`);
  return rows;
}

function hashesOf(
  rows: readonly JobRow[],
  jobs: readonly string[],
  stored: ReadonlyMap<string, string | null>,
): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const { id, outputs } of rows)
    for (const { name } of outputs) {
      const hash = stored.get(`${id} ${name}`);
      if (!hash) throw new Error(`Without faults, ${name} of a job is not in the store.`);
      hashes.set(`${jobs.indexOf(id)} ${name}`, hash);
    }
  return hashes;
}
