import { WORKER_SERVICES, type WorkerService } from './command';

/** The work queue of a service. */
export const taskQueue = (service: WorkerService): string => `${service}.tasks`;
export const TASK_QUEUES = WORKER_SERVICES.map(taskQueue);
