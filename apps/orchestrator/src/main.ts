import { runWithConfig } from '@reelmill/config';
import { Broker } from '@reelmill/messaging';
import { createLogger, runService } from '@reelmill/observability';
import { DataSource } from 'typeorm';
import { AppModule } from './app.module';
import { orchestratorConfig } from './config';
import { ScalingModule } from './scaling/scaling.module';
import { startAtZero } from './start-at-zero';

runWithConfig(orchestratorConfig, (config) => {
  const logger = createLogger({ service: 'orchestrator', level: config.LOG_LEVEL });
  startAtZero();
  const broker = new Broker({ url: config.AMQP_URL, name: 'orchestrator', logger });
  return runService({
    module: AppModule.register({ databaseUrl: config.DATABASE_URL, broker }),
    logger,
    admin: { host: config.ADMIN_HOST, port: config.ADMIN_PORT },
    operatorRoutes: (app) => ScalingModule.register(app.get(DataSource)),
    checks: [
      { name: 'broker', required: true, check: broker.check },
      { name: 'broker_alarm', required: false, check: broker.checkAlarm },
    ],
    drainMs: config.DRAIN_SECONDS * 1000,
  });
});
