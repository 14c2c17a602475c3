import { Module, type DynamicModule } from '@nestjs/common';
import type { ObjectStore } from '@reelmill/objects';
import { TranscribeSpeechHandler } from './transcribe-speech/transcribe-speech.handler';
import { OBJECT_STORE } from './object-store.token';

@Module({ controllers: [TranscribeSpeechHandler] })
export class AppModule {
  static register(store: ObjectStore): DynamicModule {
    return { module: AppModule, providers: [{ provide: OBJECT_STORE, useValue: store }] };
  }
}
