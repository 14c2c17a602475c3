import { Global, Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { openObjectStore, type ObjectStore } from '@reelmill/objects';
import { HealthChecks, watchDisk } from '@reelmill/observability';
import type { StorageConfig } from './config';

/** Injection token of the {@link ObjectStore}. */
export const OBJECT_STORE = Symbol('OBJECT_STORE');
/** Injection token of the {@link StorageConfig}. */
export const STORAGE_CONFIG = Symbol('STORAGE_CONFIG');

/** What the handlers need; the worker is ready only while the object store can be written to. */
@Global()
@Module({})
export class ResourcesModule implements OnModuleInit {
  constructor(
    @Inject(HealthChecks) private readonly checks: HealthChecks,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
  ) {}

  static register(config: StorageConfig): DynamicModule {
    watchDisk('objects', config.OBJECTS_DIR);
    return {
      module: ResourcesModule,
      providers: [
        { provide: STORAGE_CONFIG, useValue: config },
        { provide: OBJECT_STORE, useFactory: () => openObjectStore({ directory: config.OBJECTS_DIR }) },
      ],
      exports: [STORAGE_CONFIG, OBJECT_STORE],
    };
  }

  onModuleInit(): void {
    this.checks.add({ name: 'objects', required: true, check: () => this.store.check() });
  }
}
