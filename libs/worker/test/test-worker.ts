import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Module, type Type } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import {
  analyzeMedia,
  buildOf,
  type Answer,
  type AnswerOf,
  type AnswerType,
  type CommandEngines,
  type PayloadOf,
  type Probe,
} from '@reelmill/contracts';
import {
  Broker,
  TOPOLOGY,
  buildTopologyOf,
  consumeAnswers,
  consumeDead,
  joined,
  type DeadLetter,
} from '@reelmill/messaging';
import { createLogger, startService, type RunningService } from '@reelmill/observability';
import { Inbox } from '@reelmill/testing';
import { drainPlan } from '../src/drain-plan';
import { Handles } from '../src/handles';
import type { TaskContext } from '../src/task-context';
import { WorkerTransport } from '../src/worker-transport';

const ENGINES = { 'media.analyze': 'engine-1' };
const BUILD = buildOf(ENGINES);

export const PROBE: Probe = { kind: 'audio', format: 'wav', durationUs: 1_000_000, picture: null, audio: [] };

export type Analyze = (payload: PayloadOf<typeof analyzeMedia>, task: TaskContext) => Promise<Probe>;

export const testLogger = createLogger({ service: 'test', level: 'silent' });

interface TestWorkerOptions {
  slots?: number;
  /** For running tasks to end at a drain. */
  drainMs?: number;
  engines?: CommandEngines;
}

/** A real analyzer service in this process, except for what it does with a payload. */
export class TestWorker {
  readonly scratchDir = mkdtempSync(join(tmpdir(), 'reelmill-test-'));
  readonly broker: Broker;
  readonly transport: WorkerTransport;
  private service: RunningService | null = null;

  constructor(
    url: string,
    private readonly analyze: Analyze,
    { slots = 2, drainMs = 5_000, engines = ENGINES }: TestWorkerOptions = {},
  ) {
    const topology = joined(TOPOLOGY, buildTopologyOf('analyzer', BUILD));
    this.broker = new Broker({ url, name: 'test worker', logger: testLogger, topology });
    this.transport = new WorkerTransport({
      broker: this.broker,
      logger: testLogger,
      identity: { service: 'analyzer', host: 'test-host', engines, build: BUILD, slots },
      scratchDir: this.scratchDir,
      drain: { ...drainPlan(10_000), idleMs: drainMs },
    });
  }

  async start(module: Type<unknown> = analyzerModule(this.analyze)): Promise<this> {
    const { transport: strategy } = this;
    const admin = { host: '127.0.0.1', port: 0 };
    this.service = await startService({ module, logger: testLogger, admin, strategy });
    return this;
  }

  async stop(): Promise<void> {
    await this.service?.close();
  }
}

export function analyzerModule(analyze: Analyze): Type<unknown> {
  @Controller()
  class AnalyzeController {
    @Handles(analyzeMedia)
    run(@Payload() payload: PayloadOf<typeof analyzeMedia>, @Ctx() task: TaskContext): Promise<Probe> {
      return analyze(payload, task);
    }
  }
  @Module({ controllers: [AnalyzeController] })
  class AnalyzerModule {}
  return AnalyzerModule;
}

/** Stands in for the orchestrator: everything that it would be told. */
export class TestOrchestrator {
  readonly broker: Broker;
  readonly answers = new Inbox<Answer>();
  readonly letters = new Inbox<DeadLetter>();

  constructor(url: string) {
    this.broker = new Broker({ url, name: 'test orchestrator', logger: testLogger });
    const { broker } = this;
    consumeAnswers(broker, {
      logger: testLogger,
      handle: (batch) => Promise.resolve(this.answers.add(...batch.map(({ value }) => value))),
    });
    consumeDead(broker, {
      logger: testLogger,
      handle: (batch) => Promise.resolve(this.letters.add(...batch)),
    });
  }

  /** Connected, and the queue is there, as if a worker of the build had been. */
  async ready(): Promise<void> {
    await this.broker.untilPublishable(AbortSignal.timeout(20_000));
    await this.broker.declare(buildTopologyOf('analyzer', BUILD));
  }

  /** Waits for an answer about a task. */
  answer<T extends AnswerType>(type: T, task: string, attempt = 1): Promise<AnswerOf<T>> {
    return this.answers.first(
      (answer): answer is AnswerOf<T> =>
        answer.type === type && 'task' in answer && answer.task === task && answer.attempt === attempt,
    );
  }

  /** The types of all answers about a task so far. */
  historyOf(task: string): AnswerType[] {
    return this.answers.items
      .filter((answer) => 'task' in answer && answer.task === task)
      .map(({ type }) => type);
  }
}
