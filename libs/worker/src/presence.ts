import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, type Beat, type CommandEngines, type WorkerService } from '@reelmill/contracts';
import { sendAnswer, sendBeat, sendUntilConfirmed, type Broker } from '@reelmill/messaging';
import type { Logger } from '@reelmill/observability';

export interface WorkerIdentity {
  readonly service: WorkerService;
  readonly host: string;
  /** What its keyed commands make bytes with; {@link buildOf} names all of them. */
  readonly engines: CommandEngines;
  readonly build: string;
  /** Tasks at a time, from 2: the last slot is for another job than the one that has all others. */
  readonly slots: number;
}

export const BEAT_EVERY_MS = 1000;

/** Tells the orchestrator that this worker is there, each second what it holds, and that it ends. */
export class Presence {
  /** Names this process among all there ever were. */
  readonly boot = randomUUID();
  private announcing: Promise<void> | null = null;
  private beats: NodeJS.Timeout | null = null;

  constructor(
    private readonly broker: Broker,
    private readonly identity: WorkerIdentity,
    private readonly more: { logger: Logger; signal: AbortSignal; held(): Pick<Beat, 'tasks' | 'waiting'> },
  ) {}

  /** After the consumer got hold of its queue, each time. Resolves after the confirm. */
  announce(): Promise<void> {
    this.announcing ??= this.sendStarted().finally(() => (this.announcing = null));
    return this.announcing;
  }

  /** Resolves when the last {@link announce} is done. */
  async announced(): Promise<void> {
    await this.announcing;
  }

  /** The last word of this worker; given up after `limitMs` without a broker. */
  async stop(limitMs: number): Promise<void> {
    if (this.beats) clearInterval(this.beats);
    const { broker, more, boot } = this;
    const send = (): Promise<void> =>
      sendAnswer(broker, { v: ENVELOPE_VERSION, id: randomUUID(), type: 'worker.stopped', boot });
    const signal = AbortSignal.timeout(limitMs);
    await sendUntilConfirmed(send, { broker, logger: more.logger, signal }).catch((error: unknown) =>
      more.logger.warn({ err: error }, 'could not say goodbye to the orchestrator'),
    );
  }

  private async sendStarted(): Promise<void> {
    const { broker, identity, more, boot } = this;
    const started = { v: ENVELOPE_VERSION, type: 'worker.started', boot, ...identity } as const;
    await sendUntilConfirmed(() => sendAnswer(broker, { ...started, id: randomUUID() }), { broker, ...more });
    this.beats ??= setInterval(() => this.beat(), BEAT_EVERY_MS).unref();
    this.beat();
  }

  private beat(): void {
    const { boot, identity, more } = this;
    sendBeat(this.broker, { v: ENVELOPE_VERSION, id: randomUUID(), boot, ...identity, ...more.held() });
  }
}
