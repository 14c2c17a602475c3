import { Module, type OnModuleInit } from '@nestjs/common';
import { JobControl } from './job-control';
import { JobReader } from './job-reader';
import { JobsController } from './jobs.controller';
import { warmUp } from './warm-up';

@Module({ controllers: [JobsController], providers: [JobControl, JobReader], exports: [JobReader] })
export class JobsModule implements OnModuleInit {
  onModuleInit(): void {
    warmUp();
  }
}
