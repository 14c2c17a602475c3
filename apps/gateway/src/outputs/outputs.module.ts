import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module';
import { OutputsController } from './outputs.controller';

@Module({ imports: [JobsModule], controllers: [OutputsController] })
export class OutputsModule {}
