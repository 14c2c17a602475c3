import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { AdminModule } from './admin.module';
import { isLoopback } from './host-name';
import { HealthChecks, type HealthCheck } from './health-checks';
import { httpTiming } from './http-timing';
import type { Logger } from './logger';
import { NestLogger } from './nest-logger';
import { ObservabilityModule } from './observability.module';
import { refuseForeignHosts } from './refuse-foreign-hosts';
import { exitOnSignals, exitOnUnhandledErrors } from './shutdown';

type AppModule = Type<unknown> | DynamicModule;

/** Where to listen. */
export interface Listener {
  /** Address of an interface. */
  host: string;
  /** 0 takes a free one. */
  port: number;
}

export interface ServiceOptions {
  /** The app's own module; its routes are served on the public listener, its handlers by `strategy`. */
  module: AppModule;
  logger: Logger;
  /** For operators: `/metrics`, `/healthz/live`, `/healthz/ready` in detail. */
  admin: Listener;
  /** Routes of the admin listener besides those, made once the app has started, of what it provides. */
  operatorRoutes?(app: NestExpressApplication): AppModule;
  /** For callers; only of an app with an HTTP interface. Its health routes say a bare status. */
  public?: Listener;
  /** What readiness asks; providers can add to it by injecting {@link HealthChecks}. */
  checks?: readonly HealthCheck[];
  /** Consumes messages; `listen` may return before its broker is there, `close` drains, and may be called again. */
  strategy?: CustomTransportStrategy;
  /** Pipes, filters and limits of the public listener. */
  configure?(app: NestExpressApplication): void;
}

export interface RunningService {
  readonly adminPort: number;
  /** Undefined where there is no public listener. */
  readonly publicPort?: number;
  readonly app: NestExpressApplication;
  /** Readiness goes false, the strategy drains, providers are destroyed; the admin listener answers to the last. */
  close(): Promise<void>;
}

/** Starts a service inside this process, without touching the process itself; tests use it. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { logger, strategy } = options;
  const checks = new HealthChecks();
  for (const check of options.checks ?? []) checks.add(check);
  const app = await createApp(options, [ObservabilityModule.register({ logger, checks }), options.module]);
  app.use(httpTiming);
  options.configure?.(app);
  if (strategy) app.connectMicroservice({ strategy });
  await app.init();
  await app.startAllMicroservices();
  const more = options.operatorRoutes?.(app);
  const admin = await createApp(options, [AdminModule.register(checks), ...(more ? [more] : [])]);
  if (isLoopback(options.admin.host)) admin.use(refuseForeignHosts);
  const adminPort = await listen(admin, { name: 'admin', at: options.admin, logger });
  const publicPort = options.public && (await listen(app, { name: 'public', at: options.public, logger }));
  return {
    adminPort,
    publicPort,
    app,
    close: async () => {
      checks.drain();
      await strategy?.close();
      await app.close();
      await admin.close();
    },
  };
}

async function createApp({ logger }: ServiceOptions, imports: AppModule[]): Promise<NestExpressApplication> {
  const root: DynamicModule = { module: class ServiceModule {}, imports };
  const app = await NestFactory.create<NestExpressApplication>(root, new ExpressAdapter(), {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Only routes of an app with an HTTP interface take bodies, and each reads its own: a file must be touched by no parser.
    bodyParser: false,
  });
  app.disable('x-powered-by');
  return app;
}

async function listen(
  app: NestExpressApplication,
  { name, at, logger }: { name: 'admin' | 'public'; at: Listener; logger: Logger },
): Promise<number> {
  await app.listen(at.port, at.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.info({ listener: name, host: at.host, port }, 'listening');
  return port;
}

/**
 * Runs a service as this process: starts it, logs a line `listening` for each listener, and ends the process on
 * SIGTERM and SIGINT after a drain of at most `drainMs`. A service that can't start is logged and ends with status 1.
 */
export async function runService({
  drainMs,
  ...options
}: ServiceOptions & { drainMs: number }): Promise<RunningService> {
  const { logger } = options;
  exitOnUnhandledErrors(logger);
  try {
    const service = await startService(options);
    exitOnSignals({ logger, limitMs: drainMs, drain: () => service.close() });
    return service;
  } catch (error) {
    logger.fatal({ err: error }, 'the service could not start');
    process.exit(1);
  }
}
