import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createTestDatabase, createVhost } from '@reelmill/testing';

export type ServiceName = 'gateway' | 'orchestrator' | 'analyzer' | 'transcriber' | 'renderer' | 'storage';

/** A service as a process of its own. */
export interface ServiceProcess {
  /** Of the gateway's API; of the others the same as `adminUrl`. */
  readonly url: string;
  /** Metrics and readiness in detail. */
  readonly adminUrl: string;
  readonly pid: number | undefined;
  ready(): Promise<boolean>;
  start(): Promise<void>;
  /** SIGTERM and a drain. */
  stop(): Promise<void>;
  /** SIGKILL to the service alone. */
  kill(): Promise<void>;
}

export interface Stack {
  readonly services: Record<ServiceName, ServiceProcess>;
  readonly databaseUrl: string;
  /** Holds a file for each service, with what it wrote to its output. */
  readonly logsFolder: string;
  stop(): Promise<void>;
}

/** An opened state folder and the processes that it holds. */
export interface StackState {
  readonly dir: string;
  /** Ends every process, those that do not heed SIGTERM too. */
  close(): Promise<void>;
}

/** What can be started again: a service, the broker, the database. */
interface StackPart {
  readonly pid: number | undefined;
  /** SIGKILL. */
  kill(): Promise<void>;
}

interface StackScripts {
  openState(options: { stateDir: string }): Promise<StackState>;
  runMigrations(state: object, databaseUrl: string): Promise<void>;
  startServices(state: object, options: object): Promise<Record<ServiceName, ServiceProcess>>;
  startPostgres(
    state: object,
    options: object,
  ): Promise<StackPart & { readonly url: string; remove(): Promise<void> }>;
  keepRunning(state: object, part: StackPart, options: { tell(line: string): void }): Promise<void>;
  nextWaitMs(last: { waitedMs: number; livedMs: number }): number;
}

/** The scripts of the local stack. */
export const scripts = createRequire(__filename)('../../scripts/stack/index.cjs') as StackScripts;

/** Six new services with a database, a virtual host and an object store of their own, all empty. */
export async function startFreshStack(env: Record<string, string>): Promise<Stack> {
  const dir = newStackFolder();
  const state = await scripts.openState({ stateDir: dir });
  const undo: (() => Promise<void> | void)[] = [
    () => rmSync(dir, { recursive: true, force: true }),
    () => state.close(),
  ];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const database = await createTestDatabase({ migrate: (url) => scripts.runMigrations(state, url) });
    undo.unshift(() => database.drop());
    const vhost = await createVhost({ queues: [] });
    undo.unshift(() => vhost.remove());
    const options = { amqpUrl: vhost.url, databaseUrl: database.url, env };
    const services = await scripts.startServices(state, options);
    return { services, databaseUrl: database.url, logsFolder: join(dir, 'logs'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An empty state folder; what a killed test leaves running under it is ended by `npm test`. */
export const newStackFolder = (): string => mkdtempSync(join(stacksFolder(), 'stack-'));

function stacksFolder(): string {
  const file = process.env.REELMILL_STACK;
  if (!file) throw new Error('REELMILL_STACK is not set: run the tests by `npm test`.');
  const { ownStacksDir } = JSON.parse(readFileSync(file, 'utf8')) as { ownStacksDir: string };
  mkdirSync(ownStacksDir, { recursive: true });
  return ownStacksDir;
}
