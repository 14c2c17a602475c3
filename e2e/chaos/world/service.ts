import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Proxy } from '../proxy';
import { scripts, type Managed, type State } from '../stack-scripts';
import { until } from '../until';

export type Program = 'gateway' | 'orchestrator' | 'analyzer' | 'transcriber' | 'renderer' | 'storage';

export interface ServiceSetting {
  program: Program;
  /** Which of several of the same program; its name ends so. */
  number?: number;
  /** Folder with the built services. */
  build: string;
  amqpUrl: string;
  databaseUrl: string;
  objectsDir: string;
  env?: Record<string, string>;
}

const START_LIMIT_MS = 90_000;
const RESTART_AFTER_MS = 500;
const DRAIN_SECONDS = 8;

/** A copied service as a process that is started again when it ends by itself, with a proxy before each server. */
export class Service {
  readonly name: string;
  readonly toBroker: Proxy;
  readonly toDatabase: Proxy;
  readonly scratchDir: string;
  port = 0;
  adminPort = 0;
  private env: Record<string, string> = {};
  private process: Managed | null = null;
  private wanted = false;
  /** Whether somebody means the process to end. */
  private condemned = false;
  /** How it ended when nobody meant it to. */
  readonly ownEnds: string[] = [];

  constructor(
    private readonly state: State,
    private readonly setting: ServiceSetting,
  ) {
    const { program, number } = setting;
    this.name = number === undefined ? program : `${program}-${number}`;
    this.toBroker = new Proxy(portOf(setting.amqpUrl));
    this.toDatabase = new Proxy(portOf(setting.databaseUrl));
    this.scratchDir = join(state.dir, 'scratch', this.name);
  }

  get program(): Program {
    return this.setting.program;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** By which a worker that runs signs what it says: the name of its scratch folder. */
  boot(): string | null {
    return readdirSync(this.scratchDir).find((boot) => this.ownsScratch(boot)) ?? null;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Takes its ports and starts it without waiting for it. */
  async launch(): Promise<void> {
    if (this.port === 0) await this.prepare();
    this.wanted = true;
    this.spawn();
  }

  async untilReady(): Promise<void> {
    await until(`${this.name} is ready`, START_LIMIT_MS, () => this.ready());
  }

  async ready(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(3_000);
      return (await fetch(`http://127.0.0.1:${this.adminPort}/healthz/ready`, { signal })).status === 200;
    } catch {
      return false;
    }
  }

  /** The process may end now, since a fault ends it. */
  condemn(): void {
    this.condemned = true;
  }

  /** No fault ends it any more. */
  spare(): void {
    this.condemned = false;
  }

  /** SIGTERM and a drain; it stays stopped. */
  async stop(): Promise<void> {
    this.wanted = false;
    await this.process?.end();
    this.toBroker.close();
    this.toDatabase.close();
  }

  /** To the service alone, not to its children. A killed one is started again. */
  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL') this.condemn();
    if (this.process?.alive()) process.kill(this.process.pid, signal);
  }

  private ownsScratch(boot: string): boolean {
    try {
      return readFileSync(join(this.scratchDir, boot, 'pid'), 'utf8') === String(this.pid);
    } catch {
      return false;
    }
  }

  private async prepare(): Promise<void> {
    const { program, amqpUrl, databaseUrl, objectsDir, env } = this.setting;
    const held = [await scripts.holdFreePort(), await scripts.holdFreePort()] as const;
    [this.port, this.adminPort] = [held[0].port, held[1].port];
    await Promise.all(held.map((each) => each.release()));
    const setting = {
      dir: this.state.dir,
      amqpUrl: throughPort(amqpUrl, await this.toBroker.open()),
      databaseUrl: throughPort(databaseUrl, await this.toDatabase.open()),
      objectsDir,
    };
    mkdirSync(this.scratchDir, { recursive: true });
    const environment = scripts.serviceEnvironment(program, setting);
    this.env = {
      ...environment,
      CHAOS_SERVICE: this.name,
      DRAIN_SECONDS: String(DRAIN_SECONDS),
      ADMIN_PORT: String(this.adminPort),
      ...(program === 'gateway' ? { PORT: String(this.port) } : {}),
      ...(environment.SCRATCH_DIR ? { SCRATCH_DIR: this.scratchDir } : {}),
      ...env,
    };
  }

  private spawn(): void {
    const { build, program } = this.setting;
    const main = join(build, 'dist', 'apps', program, 'src', 'main.js');
    const started = this.state.processes.spawn(this.name, [process.execPath, '--enable-source-maps', main], {
      cwd: build,
      env: this.env,
      logFile: join(this.state.logs, `${this.name}.log`),
      tier: 2,
      endLimitMs: (DRAIN_SECONDS + 5) * 1000,
    });
    this.process = started;
    this.condemned = false;
    void started.exited.then(async (code) => {
      if (this.wanted && !this.condemned) this.ownEnds.push(`${this.name} ended by itself with ${code}`);
      await delay(RESTART_AFTER_MS);
      if (this.wanted && this.process === started) this.spawn();
    });
  }
}

const portOf = (url: string): number => Number(new URL(url).port);

function throughPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
