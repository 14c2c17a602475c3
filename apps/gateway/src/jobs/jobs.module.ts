import { Module } from '@nestjs/common';
import { JobControl } from './job-control';
import { JobReader } from './job-reader';
import { JobsController } from './jobs.controller';

@Module({ controllers: [JobsController], providers: [JobControl, JobReader], exports: [JobReader] })
export class JobsModule {}
