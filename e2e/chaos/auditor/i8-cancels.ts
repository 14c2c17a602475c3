import { groupBy, type Evidence, type Finding, type Invariant } from './evidence';

/** The design gives 2 s; a look at the process table, and what a busy machine takes, come on top. */
const STOP_MS = 4_000;
/** After a fault it may take as long as all else. */
const AFTER_FAULT_MS = 30_000;

function check({ jobs, tasks, submissions, sightings, faults }: Evidence): Finding {
  const breaches: string[] = [];
  const taskJob = new Map(tasks.map(({ id, job_id }) => [id, job_id]));
  const seen = groupBy(sightings, ({ task }) => taskJob.get(task) ?? '');
  const cancelled = jobs.filter(({ status }) => status === 'cancelled');
  for (const job of cancelled) {
    const endedAt = job.completed_at?.getTime() ?? 0;
    const disturbed = faults.some(
      ({ from, to }) => to > endedAt - AFTER_FAULT_MS && from < endedAt + STOP_MS,
    );
    const limit = disturbed ? AFTER_FAULT_MS : STOP_MS;
    for (const { pid, lastAt } of seen.get(job.id) ?? [])
      if (lastAt > endedAt + limit)
        breaches.push(`ffmpeg ${pid} outlived job ${job.id} by ${lastAt - endedAt} ms`);
  }
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const heard = submissions.filter(({ cancelledAt }) => cancelledAt !== null);
  for (const { result } of heard) {
    const job = result.kind === 'accepted' ? byId.get(result.job) : undefined;
    if (job?.completed_at == null) breaches.push(`job ${job?.id} was cancelled and has not ended`);
  }
  return {
    what: `heard cancels, ${cancelled.length} jobs cancelled, ${sightings.length} ffmpeg seen`,
    checked: heard.length,
    breaches,
  };
}

export const cancelsSettle: Invariant = {
  id: 'I8',
  title: 'a cancel settles once and no ffmpeg outlives it',
  check,
};
