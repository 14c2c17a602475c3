import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Managed {
  readonly pid: number;
  readonly exited: Promise<number>;
  alive(): boolean;
  /** SIGTERM, then SIGKILL after its limit. */
  end(): Promise<void>;
  kill(): Promise<void>;
}

export interface State {
  readonly root: string;
  readonly dir: string;
  readonly logs: string;
  readonly processes: {
    spawn(name: string, command: string[], options: object): Managed;
    run(name: string, command: string[], options: object): Promise<number>;
  };
  close(): Promise<void>;
}

/** A server that can be stopped and started again on the same port and data. */
export interface Server {
  readonly url: string;
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface Broker extends Server {
  ctl(...args: string[]): Promise<string>;
  addVhost(name: string): Promise<string>;
  removeVhost(name: string): Promise<void>;
}

export interface Postgres extends Server {
  remove(): Promise<void>;
}

interface Scripts {
  startBroker(state: State, options: object): Promise<Broker>;
  startPostgres(state: State, options: object): Promise<Postgres>;
  runMigrations(state: State, databaseUrl: string): Promise<void>;
  serviceEnvironment(name: string, setting: object): Record<string, string>;
  holdFreePort(): Promise<{ port: number; release(): Promise<void> }>;
}

/** Of the checkout that this file was built from, wherever it was built to. */
export const root = rootFrom(__dirname);

const fromStack = (file: string): unknown =>
  createRequire(__filename)(join(root, 'scripts', 'stack', file)) as unknown;

/** The scripts of the local stack. */
export const scripts: Scripts = {
  ...(fromStack('index.cjs') as Scripts),
  ...(fromStack('service-environment.cjs') as Scripts),
  ...(fromStack('ports.cjs') as Scripts),
};

function rootFrom(folder: string): string {
  return existsSync(join(folder, 'scripts', 'stack', 'index.cjs')) ? folder : rootFrom(dirname(folder));
}
