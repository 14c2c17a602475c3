import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Broker } from '@reelmill/messaging';
import { dataSourceOptions } from '@reelmill/persistence';
import { JobCanceller } from './cancel-jobs/job-canceller';
import { DeadLetters } from './dead-letters/dead-letters';
import { TaskDispatcher } from './dispatch-tasks/task-dispatcher';
import { AnswerBatch } from './handle-answers/answer-batch';
import { AnswerMarks } from './fence/answer-marks';
import { Fence } from './fence/fence';
import { Inbox } from './inbox/inbox';
import { JobPlanner } from './plan-jobs/job-planner';
import { Reconciler } from './reconcile/reconciler';
import { EventRelay } from './relay-events/event-relay';
import { Rounds } from './rounds/rounds';
import { BeginWork } from './begin-work/begin-work';
import { TaskGauges } from './task-gauges/task-gauges';
import { Beats } from './watch-workers/beats';

@Module({
  providers: [
    AnswerBatch,
    Beats,
    DeadLetters,
    AnswerMarks,
    EventRelay,
    Fence,
    Inbox,
    JobCanceller,
    JobPlanner,
    Reconciler,
    Rounds,
    BeginWork,
    TaskDispatcher,
    TaskGauges,
  ],
})
export class AppModule implements OnApplicationShutdown {
  constructor(private readonly broker: Broker) {}

  async onApplicationShutdown(): Promise<void> {
    await this.broker.close();
  }

  static register(options: { databaseUrl: string; broker: Broker }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions({ url: options.databaseUrl, applicationName: 'reelmill-orchestrator' }),
          retryAttempts: 30,
          retryDelay: 1_000,
        }),
      ],
      providers: [{ provide: Broker, useValue: options.broker }],
    };
  }
}
