import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, createVhost } from '@reelmill/testing';
import { Client } from 'pg';
import { checkout } from './image';
import { runDemo, stack, type StackState } from './stack-scripts';

export const examples = join(checkout, 'examples');

/** What one run of the example left behind. */
export interface Result {
  /** Name → sha256. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Service → build. */
  readonly builds: Readonly<Record<string, string>>;
}

/** An empty virtual host and an empty database. */
export interface Urls {
  readonly amqp: string;
  readonly database: string;
}

/** Works with a new folder, virtual host and database; all are gone afterwards, and so are the processes of the state. */
export async function inNewStack<T>(work: (state: StackState, urls: Urls) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(stacksFolder(), 'images-'));
  const undo: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  try {
    const database = await createTestDatabase({ migrate: () => Promise.resolve() });
    undo.push(() => database.drop());
    const vhost = await createVhost({ queues: [] });
    undo.push(() => vhost.remove());
    const state = await stack.openState({ stateDir: dir });
    undo.push(() => state.close());
    return await work(state, { amqp: vhost.url, database: database.url });
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

/** The demo, as `npm run demo` runs it. */
export async function renderExample(
  state: StackState,
  { gateway, orchestrator }: { gateway: { url: string }; orchestrator: { adminUrl: string } },
  { mediaHost, databaseUrl }: { mediaHost: string; databaseUrl: string },
): Promise<Result> {
  await runDemo({
    gatewayUrl: gateway.url,
    orchestratorUrl: orchestrator.adminUrl,
    specFile: join(examples, 'hello.json'),
    mediaHost,
    root: state.dir,
    logs: state.logs,
  });
  const out = join(state.dir, 'out');
  const outputs = filesIn(out).map((file) => {
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    return [file.slice(out.length + 1), sha256] as const;
  });
  return { outputs: Object.fromEntries(outputs), builds: await buildsIn(databaseUrl) };
}

export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

function stacksFolder(): string {
  const file = process.env.REELMILL_STACK;
  if (!file) throw new Error('REELMILL_STACK is not set: run the tests by `npm run check:images`.');
  const { ownStacksDir } = JSON.parse(readFileSync(file, 'utf8')) as { ownStacksDir: string };
  mkdirSync(ownStacksDir, { recursive: true });
  return ownStacksDir;
}

async function buildsIn(databaseUrl: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const sql = 'SELECT service, build FROM workers ORDER BY service';
    const { rows } = await client.query<{ service: string; build: string }>(sql);
    return Object.fromEntries(rows.map(({ service, build }) => [service, build]));
  } finally {
    await client.end();
  }
}
