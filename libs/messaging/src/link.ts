import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { withoutUrlCredentials, type Logger } from '@reelmill/observability';
import { connect, type ChannelModel } from 'amqplib';
import { bounded, closed } from './bounded';

export interface LinkOptions {
  url: string;
  /** Shown in the broker's list of connections. */
  name: string;
  logger: Logger;
  /** Runs on each new connection before it counts as up; when it fails, the connection is tried anew. */
  setup: (model: ChannelModel) => Promise<void>;
}

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5_000;
const CONNECT_LIMIT_MS = 10_000;
const CLOSE_LIMIT_MS = 3_000;
/** For what the time limit of the socket does not cover. */
const HANDSHAKE_LIMIT_MS = 20_000;
/** Each question to the broker in it has a limit of its own, so that a silent broker is noticed earlier. */
const SET_UP_LIMIT_MS = 120_000;
/** Two missed ones end the connection; shorter intervals bring false alarms. */
const HEARTBEAT_S = 10;

interface Connection {
  readonly model: ChannelModel;
  readonly lost: Promise<void>;
}

/**
 * One connection to the broker that comes back by itself, with back-off from 0.1 s to 5 s, for ever. Not by amqplib's own
 * recovery: it waits for the close of a connection whose set-up failed, which need never settle.
 */
export class Link {
  private readonly events = new EventEmitter<{
    up: [ChannelModel];
    down: [];
    blocked: [boolean];
    close: [];
  }>();
  private readonly closing = new AbortController();
  private readonly living: Promise<void>;
  private current: ChannelModel | null = null;
  private problem = 'not connected yet';

  constructor(private readonly options: LinkOptions) {
    this.events.setMaxListeners(0);
    this.living = this.live();
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
    if (this.current === model) void closed(model);
  }

  /** A broker that does not answer to the close within the limit is not waited for; what is open ends with the process. */
  async close(limitMs = CLOSE_LIMIT_MS): Promise<void> {
    this.closing.abort();
    this.events.emit('close');
    if (this.current) void closed(this.current, limitMs);
    await bounded(this.living, { what: 'close', on: this.events, limitMs }).catch(() => undefined);
  }

  private async live(): Promise<void> {
    const { signal } = this.closing;
    let wait = FIRST_DELAY_MS;
    while (!signal.aborted) {
      const connection = await this.open();
      if (connection) {
        wait = FIRST_DELAY_MS;
        await this.use(connection);
      }
      if (signal.aborted) return;
      const { name, logger } = this.options;
      logger.warn({ connection: name, delay: wait, reason: this.problem }, 'connecting to the broker again');
      await delay(jittered(wait), undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 2, MAX_DELAY_MS);
    }
  }

  /** Null when that did not work; what was opened is closed then. */
  private async open(): Promise<Connection | null> {
    const { url, name, setup } = this.options;
    const connecting = connect(withHeartbeat(url), {
      timeout: CONNECT_LIMIT_MS,
      noDelay: true,
      keepAlive: true,
      clientProperties: { connection_name: name },
    }).then((model) => this.watch(model));
    try {
      const connection = await bounded(connecting, {
        what: 'connect',
        on: this.events,
        limitMs: HANDSHAKE_LIMIT_MS,
      });
      await bounded(setup(connection.model), {
        what: 'set up',
        on: connection.model,
        limitMs: SET_UP_LIMIT_MS,
      });
      return connection;
    } catch (error) {
      this.note(error);
      connecting.then(({ model }) => closed(model)).catch(() => undefined);
      return null;
    }
  }

  /** From the first moment: it may end before it is set up. */
  private watch(model: ChannelModel): Connection {
    // One without a listener ends the process.
    model.on('error', (error) => this.note(error));
    const lost = new Promise<void>((resolve) => {
      model.once('close', (error?: unknown) => {
        if (error !== undefined) this.note(error);
        resolve();
      });
    });
    return { model, lost };
  }

  /** Until it is lost. */
  private async use({ model, lost }: Connection): Promise<void> {
    model.on('blocked', () => this.events.emit('blocked', true));
    model.on('unblocked', () => this.events.emit('blocked', false));
    this.current = model;
    this.options.logger.info({ connection: this.options.name }, 'connected to the broker');
    this.events.emit('up', model);
    if (this.closing.signal.aborted) void closed(model, CLOSE_LIMIT_MS);
    await lost;
    this.current = null;
    this.events.emit('down');
  }

  private note(error: unknown): void {
    const text = error instanceof Error ? error.message || error.name : String(error);
    this.problem = withoutUrlCredentials(text);
  }
}

const jittered = (ms: number): number => ms * (0.8 + 0.4 * Math.random());

function withHeartbeat(url: string): string {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', String(HEARTBEAT_S));
  return address.href;
}
