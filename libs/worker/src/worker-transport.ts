import { COMMANDS, type AnyCommand, type WorkerService } from '@reelmill/contracts';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Broker } from '@reelmill/messaging';
import { isObservable, lastValueFrom } from 'rxjs';
import type { DrainPlan } from './drain-plan';
import { engineProblems } from './engine-problems';
import type { TaskContext } from './task-context';
import { Worker, type WorkerOptions } from './worker';

export interface WorkerTransportOptions extends Omit<WorkerOptions, 'handle'> {
  readonly drain: DrainPlan;
}

/** Connects the `@Handles` methods of a Nest application with the tickets of its service. */
export class WorkerTransport extends Server implements CustomTransportStrategy {
  private readonly worker: Worker;
  private closing: Promise<void> | null = null;

  constructor(private readonly options: WorkerTransportOptions) {
    super();
    this.worker = new Worker({ ...options, handle: (...call) => this.handle(...call) });
  }

  /** Whether tickets and control messages are coming in. */
  get attached(): boolean {
    return this.worker.attached;
  }

  /** Nest would let a second handler of a command win silently. */
  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEvent = false,
    extras: Record<string, unknown> = {},
  ): void {
    if (this.messageHandlers.has(this.normalizePattern(pattern))) {
      throw new Error(`Two handlers for ${pattern}: remove one of the @Handles methods.`);
    }
    super.addHandler(pattern, callback, isEvent, extras);
  }

  /** Refuses, by name, commands of the service that have no handler or engine, and those of what it does not own. */
  listen(callback: (error?: unknown) => void): void {
    const { service, engines } = this.options.identity;
    const handled = [...this.messageHandlers.keys()];
    const problems = [...handlerProblems(service, handled), ...engineProblems(service, engines)];
    if (problems.length > 0) return callback(new Error(problems.join(' ')));
    this.worker.start().then(() => callback(), callback);
  }

  /** Drains, then closes the broker. */
  close(): Promise<void> {
    const { broker, drain } = this.options;
    this.closing ??= this.worker.drain(drain).finally(() => broker.close(drain.closeMs));
    return this.closing;
  }

  on(): never {
    throw new Error('The worker transport has no events; ask `attached`.');
  }

  unwrap<T = Broker>(): T {
    return this.options.broker as T;
  }

  private async handle(command: AnyCommand, payload: unknown, task: TaskContext): Promise<unknown> {
    const handler = this.getHandlerByPattern(command.name);
    if (!handler) throw new Error(`no handler for ${command.name}`);
    const result: unknown = await handler(payload, task);
    return isObservable(result) ? lastValueFrom(result) : result;
  }
}

/** One sentence for each command without a handler and each handler without a command. */
export function handlerProblems(
  service: WorkerService,
  handled: readonly string[],
  commands: readonly AnyCommand[] = COMMANDS,
): string[] {
  const owned = commands.filter(({ owner }) => owner === service).map(({ name }) => name as string);
  const missing = owned
    .filter((name) => !handled.includes(name))
    .map(
      (name) => `No handler for ${name}: the ${service} owns it, so one controller needs a @Handles method.`,
    );
  const foreign = handled
    .filter((name) => !owned.includes(name))
    .map(
      (name) =>
        `A handler for ${name}: the ${service} does not own it, move the @Handles method to its owner.`,
    );
  return [...missing, ...foreign];
}
