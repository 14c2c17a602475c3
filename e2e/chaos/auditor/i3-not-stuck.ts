import { FINAL_JOB, FINAL_TASK, type Evidence, type Finding, type Invariant } from './evidence';

function check({ jobs, tasks, finishedInMs }: Evidence): Finding {
  const breaches = tasks
    .filter(({ state }) => !FINAL_TASK.includes(state))
    .map(
      (task) =>
        `task ${task.id} ${task.name} of ${task.job_id} is still ${task.state}, ticket ${task.ticket}`,
    );
  breaches.push(
    ...jobs
      .filter(({ status }) => !FINAL_JOB.includes(status))
      .map(({ id, status }) => `job ${id} is still ${status}`),
  );
  if (finishedInMs === null) breaches.push('not everything was finished within 60 s of the last fault');
  return { what: 'tasks and jobs', checked: tasks.length + jobs.length, breaches };
}

export const notStuck: Invariant = { id: 'I3', title: 'nothing is stuck', check };
