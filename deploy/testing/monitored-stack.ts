import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createTestDatabase, startOwnBroker, type OwnBroker } from '@reelmill/testing';
import { SERVICES, type ServiceName } from './services';

export interface ServiceProcess {
  readonly url: string;
  readonly adminUrl: string;
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Services with a database and a broker of their own. */
export interface MonitoredStack {
  readonly services: Record<ServiceName, ServiceProcess>;
  readonly broker: OwnBroker;
  readonly databaseUrl: string;
  /** Starts a service that was left out. */
  add(name: ServiceName): Promise<void>;
  /** For files of the test; goes with the stack. */
  readonly folder: string;
  /** Program and arguments; what it writes goes to a file of its name in the folder. */
  spawn(name: string, command: readonly string[]): HelperProcess;
  stop(): Promise<void>;
}

/** Ended by SIGTERM, and with the stack at the latest. */
export interface HelperProcess {
  alive(): boolean;
  end(): Promise<void>;
}

interface State {
  readonly processes: {
    spawn(name: string, command: readonly string[], options: { logFile: string }): HelperProcess;
  };
  close(): Promise<void>;
}

interface Scripts {
  openState(options: { stateDir: string; root?: string }): Promise<State>;
  runMigrations(state: object, databaseUrl: string): Promise<void>;
  startServices(state: object, options: object): Promise<Record<ServiceName, ServiceProcess>>;
}

export const CHECKOUT = join(__dirname, '..', '..');

const scripts = createRequire(__filename)('../../scripts/stack/index.cjs') as Scripts;

interface StackOptions {
  /** Default: all six. */
  names?: readonly ServiceName[];
  /** A built checkout of another version; its services get the schema of this one. */
  root?: string;
}

export async function startMonitoredStack({
  names = SERVICES,
  root,
}: StackOptions = {}): Promise<MonitoredStack> {
  const folder = newFolder();
  const undo: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const state = await scripts.openState({ stateDir: folder, root });
    const broker = await startOwnBroker();
    undo.push(() => broker.remove());
    const database = await createTestDatabase({
      migrate: (url) => scripts.runMigrations({ ...state, root: CHECKOUT }, url),
    });
    undo.push(
      () => database.drop(),
      () => state.close(),
    );
    const options = { amqpUrl: broker.url, databaseUrl: database.url };
    const services = await scripts.startServices(state, { ...options, names });
    return {
      services,
      add: async (name) => {
        Object.assign(services, await scripts.startServices(state, { ...options, names: [name] }));
      },
      broker,
      databaseUrl: database.url,
      folder,
      spawn: (name, command) =>
        state.processes.spawn(name, command, { logFile: join(folder, `${name}.log`) }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A database with the schema. */
export async function createMigratedDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const folder = newFolder();
  const state = await scripts.openState({ stateDir: folder });
  const database = await createTestDatabase({ migrate: (url) => scripts.runMigrations(state, url) });
  return {
    url: database.url,
    drop: async () => {
      await database.drop();
      await state.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a killed test leaves running under it is ended by `npm test`. */
export function newFolder(): string {
  const file = process.env.REELMILL_STACK;
  if (!file) throw new Error('REELMILL_STACK is not set: run this by npm run check:monitoring');
  const { ownStacksDir } = JSON.parse(readFileSync(file, 'utf8')) as { ownStacksDir: string };
  mkdirSync(ownStacksDir, { recursive: true });
  return mkdtempSync(join(ownStacksDir, 'monitored-'));
}
