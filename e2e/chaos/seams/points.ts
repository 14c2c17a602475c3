import type { Edit, Patch } from '../copy/patch';

const ORCHESTRATORS = ['orchestrator-1', 'orchestrator-2'];
const WORKERS = ['storage-1', 'storage-2', 'analyzer', 'transcriber', 'renderer'];

/** A named place in the copied services. */
export interface Point extends Patch {
  /** Those that come by. */
  services: readonly string[];
}

interface Place extends Omit<Edit, 'replace'> {
  /** Before or behind what is found. */
  side: 'before' | 'behind';
}

function pointAt(name: string, services: readonly string[], { side, ...place }: Place): Point {
  const up = '../'.repeat(place.in.split('/').length);
  const call = ` require('${up}e2e/chaos/seams/point').point('${name}'); `;
  return {
    name,
    services,
    edits: [{ ...place, replace: side === 'before' ? `${call}$&` : `$&${call}` }],
  };
}

/** Where a process that ends or stands still is worst. */
export const POINTS: readonly Point[] = [
  pointAt('claimed', ORCHESTRATORS, {
    in: 'apps/orchestrator/src/dispatch-tasks',
    find: /async send\(route, tickets, tell\) \{/,
    side: 'behind',
  }),
  pointAt('sent', ORCHESTRATORS, {
    in: 'apps/orchestrator/src/dispatch-tasks',
    find: /await \(0, _sent\.markSent\)/,
    side: 'before',
  }),
  pointAt('answers-in-transaction', ORCHESTRATORS, {
    in: 'apps/orchestrator/src/handle-answers',
    find: /await \(0, _answered\.writeAnswered\)\(manager, changes\);/,
    side: 'behind',
  }),
  pointAt('answers-committed', ORCHESTRATORS, {
    in: 'apps/orchestrator/src/handle-answers',
    find: /return \[\s*\.\.\.stops\.map/,
    side: 'before',
  }),
  pointAt('planned-in-transaction', ORCHESTRATORS, {
    in: 'apps/orchestrator/src/plan-jobs',
    find: /await \(0, _inserttasks\.insertTasks\)\(manager, job, decision\.tasks\);/,
    side: 'behind',
  }),
  pointAt('events-sent', ORCHESTRATORS, {
    in: 'apps/orchestrator/src/relay-events',
    find: /await notePublished\(manager, sent\.confirmed\);/,
    side: 'before',
  }),
  pointAt('worked', WORKERS, {
    in: 'libs/worker/src',
    find: /async function settle\(desk, run, end\) \{/,
    side: 'behind',
  }),
  pointAt('settled', WORKERS, {
    in: 'libs/worker/src',
    find: /const outcome = await \(0, _settle\.settle\)\(desk, run, end\);/,
    side: 'behind',
  }),
  pointAt('accepted', ['gateway'], {
    in: 'apps/gateway/src/jobs',
    find: /this\.wakeOrchestrator\(\);\s*return \{\s*\.\.\.job/,
    side: 'before',
  }),
];
