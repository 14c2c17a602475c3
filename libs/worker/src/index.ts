export { Handles } from './handles';
export { runWorker } from './run-worker';
export type { RunWorkerOptions } from './run-worker';
export type { TaskContext } from './task-context';
export { workerConfig } from './worker-config';
export type { WorkerConfig } from './worker-config';
