import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A RabbitMQ node for one test file, to do to it what happens to nodes. */
export interface OwnBroker {
  readonly url: string;
  /** Runs `rabbitmqctl` and resolves with what it printed. */
  ctl(...args: string[]): Promise<string>;
  /** SIGTERM. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Up again, on the same port and data. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

interface Node {
  readonly url: string;
  ctl(...args: string[]): Promise<string>;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}
interface StackScripts {
  openState(options: { stateDir: string }): Promise<{ close(): Promise<void> }>;
  startBroker(state: object, options: { fresh: boolean; erlangArgs?: string }): Promise<Node>;
}

/** Such as `-rabbit consumer_timeout 2000 -rabbit channel_tick_interval 1000`; up in 10 to 40 s. */
export async function startOwnBroker({ erlangArgs }: { erlangArgs?: string } = {}): Promise<OwnBroker> {
  const file = process.env.REELMILL_STACK;
  if (!file) throw new Error('REELMILL_STACK is not set: run the tests by `npm test`.');
  const { ownStacksDir } = JSON.parse(readFileSync(file, 'utf8')) as { ownStacksDir: string };
  const scripts = createRequire(__filename)('../../../scripts/stack/index.cjs') as StackScripts;
  const stateDir = join(ownStacksDir, randomUUID());
  const state = await scripts.openState({ stateDir });
  const node = await scripts.startBroker(state, { fresh: true, erlangArgs });
  return {
    url: node.url,
    ctl: (...args) => node.ctl(...args),
    stop: () => node.stop(),
    kill: () => node.kill(),
    start: () => node.start(),
    remove: async () => {
      await state.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
