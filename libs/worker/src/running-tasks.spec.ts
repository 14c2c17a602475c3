import { analyzeMedia } from '@reelmill/contracts';
import type { Delivery } from '@reelmill/messaging';
import { slots } from '@reelmill/observability';
import { makeTicket } from '../test/make-ticket';
import { RunningTasks, type RunningTasksOptions } from './running-tasks';
import { TaskRun } from './task-run';

it('a ticket that waits for the end of an older run of its task is said to be waiting', async () => {
  const tasks = new RunningTasks({ slots: 1 } as RunningTasksOptions);
  const ticket = makeTicket();
  const run = new TaskRun(ticket, analyzeMedia, {} as Delivery);
  const newer = { ...ticket, ticket: 2 };
  const superseded = tasks.supersede(run, newer);
  expect(run.outdated.aborted).toBe(true);
  const { job, task } = ticket;
  expect(tasks.held()).toEqual({ tasks: [], waiting: [{ job, task, ticket: 2 }] });
  run.end();
  await superseded;
  expect(tasks.held().waiting).toEqual([]);
});

it('no slot is free of a worker that takes no more tasks', async () => {
  const free = async () => (await slots.get()).values.find(({ labels }) => labels.state === 'free')?.value;
  const tasks = new RunningTasks({ slots: 3 } as RunningTasksOptions);
  await expect(free()).resolves.toBe(3);
  tasks.takeNoMore();
  await expect(free()).resolves.toBe(0);
});
