import { createLogger, type ServiceOptions } from '@reelmill/observability';
import { AppModule } from './app.module';
import type { GatewayConfig } from './config';
import { configureHttp } from './configure-http';

/** The gateway as it is run, and as it is tested. */
export function gatewayService(config: GatewayConfig): ServiceOptions {
  return {
    module: AppModule.register(config),
    logger: createLogger({ service: 'gateway', level: config.LOG_LEVEL }),
    admin: { host: config.ADMIN_HOST, port: config.ADMIN_PORT },
    public: { host: config.HOST, port: config.PORT },
    configure: configureHttp,
  };
}
