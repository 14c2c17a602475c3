import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { EVENT_GAUGES } from './event-gauges';
import { JOB_GAUGES } from './job-gauges';
import { LETTER_GAUGES } from './letter-gauges';
import { OPEN_TASK_GAUGES } from './open-task-gauges';
import { WORKER_GAUGES } from './worker-gauges';

const GROUPS = [OPEN_TASK_GAUGES, LETTER_GAUGES, JOB_GAUGES, WORKER_GAUGES, EVENT_GAUGES];

/** Shows what stands in the database as gauges; every orchestrator shows the same. */
@Injectable()
export class TaskGauges {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Shows what it can read, and fails at the end with what first went wrong. */
  async measure(): Promise<false> {
    const failures: unknown[] = [];
    for (const group of GROUPS) {
      try {
        await group.measure(this.source.manager);
      } catch (error) {
        group.forget();
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return false;
  }
}
