import { FINAL_JOB, entryOf, type Evidence, type Finding, type Invariant } from './evidence';

function check(evidence: Evidence): Finding {
  const { submissions, jobs } = evidence;
  const entry = entryOf(evidence);
  const known = new Set(jobs.map(({ id }) => id));
  const breaches = submissions.flatMap(({ result, entry: { index } }) =>
    result.kind === 'accepted' && !known.has(result.job)
      ? [`job ${result.job} (entry ${index}) was accepted and is not there`]
      : [],
  );
  for (const job of jobs) {
    const asked = entry(job);
    if (asked === undefined) breaches.push(`job ${job.id} was submitted by nobody`);
    else if (!FINAL_JOB.includes(job.status)) breaches.push(`job ${job.id} is still ${job.status}`);
    else if (!(asked.ends as readonly string[]).includes(job.status))
      breaches.push(
        `job ${job.id} (entry ${asked.index}) is ${job.status}, may be ${asked.ends.join(' or ')}: ${JSON.stringify(job.error)}`,
      );
  }
  for (const { entry: asked, result } of submissions) {
    const mustBeRefused = asked.ends.length === 0;
    if (mustBeRefused && result.kind === 'accepted')
      breaches.push(`entry ${asked.index} was accepted and is over a limit`);
    if (result.kind === 'refused' && result.status < 500 && !(mustBeRefused && result.status === 422))
      breaches.push(`entry ${asked.index} was refused with ${result.status}`);
  }
  return { what: 'jobs', checked: jobs.length, breaches };
}

export const oneEnd: Invariant = { id: 'I1', title: 'each accepted job has one of its ends', check };
