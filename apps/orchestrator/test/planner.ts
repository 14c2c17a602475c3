import { join } from 'node:path';
import { createLogger } from '@reelmill/observability';
import type { DataSource } from 'typeorm';
import { DEFAULT_SETTINGS, JobPlanner, type PlannerSettings } from '../src/plan-jobs/job-planner';

/** The built compiling child, which obeys jobs that say `{ hostile: 'hangs' | 'grows' | 'ends' }`. Stop the planner. */
export const testPlanner = (source: DataSource, settings: Partial<PlannerSettings> = {}): JobPlanner =>
  new JobPlanner(source, createLogger({ service: 'test', level: 'silent' }), {
    ...DEFAULT_SETTINGS,
    childFile: join(__dirname, 'planning-child.cjs'),
    firstTryMs: 10_000,
    ...settings,
  });
