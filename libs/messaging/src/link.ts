import { EventEmitter } from 'node:events';
import { withoutUrlCredentials, type Logger } from '@reelmill/observability';
import { connect, type ChannelModel, type RecoveringChannelModel } from 'amqplib';

export interface LinkOptions {
  url: string;
  /** Shown in the broker's list of connections. */
  name: string;
  logger: Logger;
  /** Runs on each new connection before it counts as up; when it fails, the connection is tried anew. */
  setup(model: ChannelModel): Promise<void>;
}

const RECOVERY = { initialDelay: 100, maxDelay: 5_000, factor: 2, jitter: 0.2, waitForConnect: false };
const CONNECT_LIMIT_MS = 10_000;
/** Two missed ones end the connection; shorter intervals bring false alarms. */
const HEARTBEAT_S = 10;

/** One connection to the broker that comes back by itself, with back-off from 0.1 s to 5 s, for ever. */
export class Link {
  private readonly events = new EventEmitter<{ up: [ChannelModel]; down: []; blocked: [boolean] }>();
  private readonly recovering: Promise<RecoveringChannelModel>;
  private current: ChannelModel | null = null;
  private problem = 'not connected yet';

  constructor(private readonly options: LinkOptions) {
    this.events.setMaxListeners(0);
    this.recovering = connect(withHeartbeat(options.url), {
      timeout: CONNECT_LIMIT_MS,
      noDelay: true,
      keepAlive: true,
      clientProperties: { connection_name: options.name },
      recovery: { ...RECOVERY, setup: (model: ChannelModel) => this.setUp(model) },
    });
    this.recovering.then((recovering) => this.watch(recovering)).catch((error: unknown) => this.note(error));
  }

  /** Null while there is no connection. */
  get model(): ChannelModel | null {
    return this.current;
  }

  /** Why there is no connection; without credentials. */
  get lastProblem(): string {
    return this.problem;
  }

  /** Calls now, if up, and at each connection to come. */
  onUp(listener: (model: ChannelModel) => void): void {
    this.events.on('up', listener);
    if (this.current) listener(this.current);
  }
  onDown(listener: () => void): void {
    this.events.on('down', listener);
  }
  onBlocked(listener: (blocked: boolean) => void): void {
    this.events.on('blocked', listener);
  }

  /** Ends this connection, so that all that was opened on it is opened anew. */
  reopen(model: ChannelModel): void {
    if (this.current === model) model.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    await (await this.recovering).close();
    this.current = null;
    this.events.emit('down');
  }

  private async setUp(model: ChannelModel): Promise<void> {
    // Until the connection counts as up, amqplib listens to no errors of it; one without a listener ends the process.
    model.on('error', () => undefined);
    await this.options.setup(model);
  }

  private watch(recovering: RecoveringChannelModel): void {
    const { logger, name } = this.options;
    recovering.on('error', (error) => this.note(error));
    recovering.on('connect', (model) => {
      this.current = model;
      logger.info({ connection: name }, 'connected to the broker');
      this.events.emit('up', model);
    });
    recovering.on('disconnect', (error) => {
      this.current = null;
      this.note(error);
      logger.warn({ connection: name, reason: this.problem }, 'lost the broker');
      this.events.emit('down');
    });
    recovering.on('connect-failed', (error) => this.note(error));
    recovering.on('reconnect-scheduled', ({ attempt, delay }) =>
      logger.warn({ connection: name, attempt, delay, reason: this.problem }, 'connecting again'),
    );
    recovering.on('blocked', () => this.events.emit('blocked', true));
    recovering.on('unblocked', () => this.events.emit('blocked', false));
  }

  private note(error: unknown): void {
    const text = error instanceof Error ? error.message || error.name : String(error);
    this.problem = withoutUrlCredentials(text);
  }
}

function withHeartbeat(url: string): string {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', String(HEARTBEAT_S));
  return address.href;
}
