import { WORKER_SERVICES, type WorkerService } from './command';

/** The pool of a service: all its slots, of whatever build. Metrics are labelled by it. */
export const taskQueue = (service: WorkerService): string => `${service}.tasks`;
export const TASK_QUEUES = WORKER_SERVICES.map(taskQueue);

/** The work queue of a pool for one build; tickets of commands that are not keyed wait in the pool's own queue. */
export const workQueue = (pool: string, build: string | null): string =>
  build === null ? pool : `${pool}.${build}`;

/** The routing key of a command's tickets, for one build where the command is keyed. */
export const ticketRoute = (command: string, build: string | null): string =>
  build === null ? command : `${command}.${build}`;
