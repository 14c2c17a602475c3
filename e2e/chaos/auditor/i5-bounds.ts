import { entryOf, type Evidence, type Finding, type Invariant } from './evidence';

const MOST_ATTEMPTS = 3;
const MOST_CRASHES = 5;

/** Attempts and crashes of every task; of poison also that it failed, and that its bytes are kept. */
function check(evidence: Evidence): Finding {
  const { tasks, jobs, letters } = evidence;
  const entry = entryOf(evidence);
  const breaches: string[] = [];
  for (const task of tasks) {
    if (task.attempt > MOST_ATTEMPTS)
      breaches.push(`task ${task.id} ${task.name} had ${task.attempt} attempts`);
    if (task.crashes > MOST_CRASHES)
      breaches.push(`task ${task.id} ${task.name} crashed ${task.crashes} times`);
  }
  let poisoned = 0;
  for (const job of jobs) {
    const asked = entry(job);
    if (!asked?.poison || job.status !== 'failed') continue;
    poisoned += 1;
    const kept = letters.filter(({ job_id, bytes }) => job_id === job.id && bytes > 0);
    if (kept.length !== 1)
      breaches.push(`poisoned job ${job.id} (${asked.poison}) left ${kept.length} dead letters, not one`);
  }
  const innocent = new Set(jobs.filter((job) => entry(job)?.poison == null).map(({ id }) => id));
  for (const task of tasks)
    if (
      innocent.has(task.job_id) &&
      task.failure &&
      ['crashed', 'internal'].includes(task.failure.code) &&
      task.state === 'failed'
    )
      breaches.push(`task ${task.id} ${task.name} of an innocent job failed as ${task.failure.code}`);
  return { what: `tasks, ${poisoned} poisoned jobs`, checked: tasks.length, breaches };
}

export const bounded: Invariant = {
  id: 'I5',
  title: 'attempts and crashes are bounded, poison is parked, neighbours are unharmed',
  check,
};
