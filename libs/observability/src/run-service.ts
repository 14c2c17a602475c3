import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { HealthChecks, type HealthCheck } from './health-checks';
import { httpTiming } from './http-timing';
import type { Logger } from './logger';
import { NestLogger } from './nest-logger';
import { ObservabilityModule } from './observability.module';
import { exitOnSignals, exitOnUnhandledErrors } from './shutdown';

type AppModule = Type<unknown> | DynamicModule;

export interface ServiceOptions {
  /** The app's own module; its controllers and providers are served beside health and metrics. */
  module: AppModule;
  logger: Logger;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** What readiness asks; providers can add to it by injecting {@link HealthChecks}. */
  checks?: readonly HealthCheck[];
  /** Consumes messages; `listen` may return before its broker is there, `close` drains, and may be called again. */
  strategy?: CustomTransportStrategy;
  /** Pipes, filters and limits of an app with an HTTP interface of its own. */
  configure?(app: NestExpressApplication): void;
}

export interface RunningService {
  readonly port: number;
  readonly app: NestExpressApplication;
  /** Readiness goes false, the strategy drains, providers are destroyed, HTTP closes. */
  close(): Promise<void>;
}

/** Starts a service inside this process, without touching the process itself; tests use it. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { logger, host, strategy } = options;
  const checks = new HealthChecks();
  for (const check of options.checks ?? []) checks.add(check);
  const root: DynamicModule = {
    module: class ServiceModule {},
    imports: [ObservabilityModule.register({ logger, checks }), asDynamic(options.module)],
  };
  const app = await NestFactory.create<NestExpressApplication>(root, new ExpressAdapter(), {
    logger: new NestLogger(logger),
    abortOnError: false,
    // Only routes of an app with an HTTP interface take bodies, and each reads its own: a file must be touched by no parser.
    bodyParser: false,
  });
  app.disable('x-powered-by');
  app.use(httpTiming);
  options.configure?.(app);
  if (strategy) app.connectMicroservice({ strategy });
  await app.init();
  await app.startAllMicroservices();
  await app.listen(options.port, host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.info({ host, port }, 'listening');
  return {
    port,
    app,
    close: async () => {
      checks.drain();
      await strategy?.close();
      await app.close();
    },
  };
}

/**
 * Runs a service as this process: starts it, logs one line `listening` with host and port, and ends the process on
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

const asDynamic = (module: AppModule): DynamicModule => ('module' in module ? module : { module });
