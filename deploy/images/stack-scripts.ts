import { createRequire } from 'node:module';

/** An opened state folder and the processes that it holds. */
export interface StackState {
  readonly dir: string;
  readonly logs: string;
  readonly processes: {
    spawn(name: string, command: readonly string[], options: object): { alive(): boolean };
    run(name: string, command: readonly string[], options: object): Promise<number>;
  };
  close(): Promise<void>;
}

export type ServiceName = 'gateway' | 'orchestrator' | 'analyzer' | 'transcriber' | 'renderer' | 'storage';

interface StackScripts {
  readonly serviceNames: readonly ServiceName[];
  openState(options: { stateDir: string }): Promise<StackState>;
  pollUntil(
    check: () => Promise<boolean> | boolean,
    options: { timeoutMs: number; giveUp(): boolean },
  ): Promise<boolean>;
  runMigrations(state: StackState, databaseUrl: string): Promise<void>;
  startServices(
    state: StackState,
    options: object,
  ): Promise<Record<ServiceName, { url: string; adminUrl: string }>>;
}

interface Port {
  readonly port: number;
  release(): Promise<void>;
}

const load = createRequire(__filename);

/** The scripts of the local stack, of the demo and of its media. */
export const stack = load('../../scripts/stack/index.cjs') as StackScripts;
export const { holdFreePort } = load('../../scripts/stack/ports.cjs') as {
  holdFreePort: () => Promise<Port>;
};
export const { serveMedia } = load('../../scripts/demo/media-server.cjs') as {
  serveMedia: (folder: string) => Promise<{ host: string; close(): Promise<void> }>;
};
export const { runDemo } = load('../../scripts/demo/run-demo.cjs') as {
  runDemo: (setting: {
    gatewayUrl: string;
    orchestratorUrl: string;
    specFile: string;
    mediaHost: string;
    root: string;
    logs: string;
  }) => Promise<void>;
};
export const { makeMedia } = load('../../examples/media/make.cjs') as {
  makeMedia: (options: { outDir: string }) => Promise<string[]>;
};
