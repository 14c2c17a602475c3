import { Module, type OnModuleInit } from '@nestjs/common';
import { JsonBodies } from '../bodies/json-bodies';
import { JobControl } from './job-control';
import { JobReader } from './job-reader';
import { JobsController } from './jobs.controller';
import { warmUp } from './warm-up';

@Module({
  controllers: [JobsController],
  providers: [JobControl, JobReader, JsonBodies],
  exports: [JobReader],
})
export class JobsModule implements OnModuleInit {
  onModuleInit(): void {
    warmUp();
  }
}
