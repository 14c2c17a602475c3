import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Broker } from '@reelmill/messaging';
import { openObjectStore, type ObjectStore } from '@reelmill/objects';
import { HealthChecks, LOGGER, watchDisk, type Logger } from '@reelmill/observability';
import { schemaCheck } from '@reelmill/persistence';
import { EntityManager } from 'typeorm';
import type { GatewayConfig } from './config';
import type { HttpLimits } from './http-limits';

/** Injection token of the {@link ObjectStore}. */
export const OBJECT_STORE = Symbol('OBJECT_STORE');
/** Injection token of the {@link GatewayConfig}. */
export const GATEWAY_CONFIG = Symbol('GATEWAY_CONFIG');

/** Injection token of the {@link HttpLimits}. */
export const HTTP_LIMITS = Symbol('HTTP_LIMITS');

/** What the gateway holds besides the database, and what it is ready with: all but the broker, which only hints go to. */
@Global()
@Module({})
export class ResourcesModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(HealthChecks) private readonly checks: HealthChecks,
    @Inject(EntityManager) private readonly manager: EntityManager,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(Broker) private readonly broker: Broker,
  ) {}

  static register(config: GatewayConfig, limits: HttpLimits): DynamicModule {
    watchDisk('objects', config.OBJECTS_DIR);
    return {
      module: ResourcesModule,
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: HTTP_LIMITS, useValue: limits },
        { provide: OBJECT_STORE, useFactory: () => openObjectStore({ directory: config.OBJECTS_DIR }) },
        {
          provide: Broker,
          inject: [LOGGER],
          useFactory: (logger: Logger) => new Broker({ url: config.AMQP_URL, name: 'gateway', logger }),
        },
      ],
      exports: [GATEWAY_CONFIG, HTTP_LIMITS, OBJECT_STORE, Broker],
    };
  }

  onModuleInit(): void {
    this.checks.add({
      name: 'database',
      required: true,
      check: async () => void (await this.manager.query('SELECT 1')),
    });
    this.checks.add(schemaCheck(this.manager.dataSource));
    this.checks.add({ name: 'objects', required: true, check: () => this.store.check() });
    this.checks.add({ name: 'broker', required: false, check: this.broker.check });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.broker.close();
  }
}
