import { ConfigError } from '@reelmill/config';
import { createLogger, isLoopback, type ServiceOptions } from '@reelmill/observability';
import { AppModule } from './app.module';
import type { GatewayConfig } from './config';
import { configureHttp } from './configure-http';
import { USUAL_LIMITS, type HttpLimits } from './http-limits';
import { refuseStrangers } from './strangers/refuse-strangers';

/**
 * The gateway as it is run, and as it is tested.
 * @throws ConfigError when it would be open to the network without saying to whom it answers there
 */
export function gatewayService(config: GatewayConfig, limits: HttpLimits = USUAL_LIMITS): ServiceOptions {
  const { HOST: host, PORT: port, PUBLIC_HOSTS: publicHosts } = config;
  if (!isLoopback(host) && publicHosts.length === 0) throw new ConfigError([OPEN_WITHOUT_HOSTS]);
  const logger = createLogger({ service: 'gateway', level: config.LOG_LEVEL });
  if (publicHosts.length > 0) {
    logger.warn(
      { public_hosts: publicHosts },
      'whoever reaches the API may use it, since there are no API keys: keep it inside',
    );
  }
  return {
    module: AppModule.register(config, limits),
    logger,
    admin: { host: config.ADMIN_HOST, port: config.ADMIN_PORT },
    public: { host, port },
    configure: (app) => {
      configureHttp(app, limits);
      app.use(refuseStrangers(publicHosts));
    },
  };
}

const OPEN_WITHOUT_HOSTS =
  'HOST: is open to the network, where anyone could use the API; set PUBLIC_HOSTS to the hosts it is reached by, such as video.example.org, or leave HOST at 127.0.0.1';
