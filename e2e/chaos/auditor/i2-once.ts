import { FINAL_JOB, groupBy, type Evidence, type Finding, type Invariant } from './evidence';

function check({ jobs, history, events }: Evidence): Finding {
  const breaches: string[] = [];
  const changes = groupBy(
    history.filter(({ kind }) => kind === 'job'),
    ({ entity }) => entity,
  );
  const eventsOf = groupBy(events, (event) => event.job_id);
  for (const job of jobs) {
    const ends = (changes.get(job.id) ?? []).filter(({ now }) => FINAL_JOB.includes(now ?? ''));
    if (ends.length > 1) breaches.push(`job ${job.id} ended ${ends.length} times`);
    const told = (eventsOf.get(job.id) ?? []).filter(({ data }) => FINAL_JOB.includes(data.status ?? ''));
    if (FINAL_JOB.includes(job.status) && told.length !== 1)
      breaches.push(`job ${job.id} has ${told.length} events of its end`);
    if (job.status === 'completed' && told[0] && !sameNames(told[0].data.outputs, job.outputs))
      breaches.push(`job ${job.id}: the outputs of its event are not those of its row`);
    if (job.status !== 'completed' && job.outputs.length > 0)
      breaches.push(`job ${job.id} is ${job.status} and has outputs`);
  }
  return { what: 'jobs', checked: jobs.length, breaches };
}

const namesOf = (outputs: unknown): string =>
  JSON.stringify(
    Array.isArray(outputs)
      ? outputs.map((each: { name: string; sha256: string }) => [each.name, each.sha256])
      : null,
  );
const sameNames = (a: unknown, b: unknown): boolean => namesOf(a) === namesOf(b);

export const once: Invariant = { id: 'I2', title: 'one terminal transition and one output set', check };
