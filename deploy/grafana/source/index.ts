import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { api } from './api';
import { database } from './database';
import { jobsAndTasks } from './jobs-and-tasks';
import { messaging } from './messaging';
import { overview } from './overview';
import { workersAndMedia } from './workers-and-media';

export const DASHBOARDS: readonly Dashboard[] = [
  overview,
  api,
  jobsAndTasks,
  workersAndMedia,
  messaging,
  database,
];

/** File name to text, as they lie in `deploy/grafana/dashboards`. */
export const dashboardFiles = (): ReadonlyMap<string, string> =>
  new Map(DASHBOARDS.map((each) => [`${each.uid}.json`, `${JSON.stringify(each, null, 2)}\n`]));
