import { Module, type DynamicModule } from '@nestjs/common';
import type { ObjectStore } from '@reelmill/objects';
import { AssembleVideoHandler } from './assemble-video/assemble-video.handler';
import { MixAudioHandler } from './mix-audio/mix-audio.handler';
import { OBJECT_STORE } from './object-store.token';
import { RenderSegmentHandler } from './render-segment/render-segment.handler';

@Module({ controllers: [RenderSegmentHandler, MixAudioHandler, AssembleVideoHandler] })
export class AppModule {
  static register(store: ObjectStore): DynamicModule {
    return { module: AppModule, providers: [{ provide: OBJECT_STORE, useValue: store }] };
  }
}
