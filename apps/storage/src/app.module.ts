import { Module, type DynamicModule } from '@nestjs/common';
import type { StorageConfig } from './config';
import { IngestAssetHandler } from './ingest-asset/ingest-asset.handler';
import { ResourcesModule } from './resources.module';

@Module({ controllers: [IngestAssetHandler] })
export class AppModule {
  static register(config: StorageConfig): DynamicModule {
    return { module: AppModule, imports: [ResourcesModule.register(config)] };
  }
}
