import { entryOf, type Evidence, type Finding, type Invariant } from './evidence';

/** By the store's bytes, not by what the rows say of them. */
function check(evidence: Evidence): Finding {
  const { jobs, stored, faultless } = evidence;
  const entry = entryOf(evidence);
  const breaches: string[] = [];
  let checked = 0;
  for (const job of jobs) {
    const work = entry(job)?.work;
    if (job.status !== 'completed' || work?.type !== 'render' || work.spec < 0) continue;
    if (job.outputs.length === 0) breaches.push(`job ${job.id} is completed without outputs`);
    for (const { name, sha256 } of job.outputs) {
      checked += 1;
      const found = stored.get(`${job.id} ${name}`);
      const wanted = faultless.get(`${work.spec} ${name}`);
      if (found !== sha256)
        breaches.push(`job ${job.id} ${name}: its row says ${sha256}, the store has ${found}`);
      if (found !== wanted) breaches.push(`job ${job.id} ${name}: ${found}, without faults ${wanted}`);
    }
  }
  return { what: 'outputs', checked, breaches };
}

export const sameBytes: Invariant = { id: 'I12', title: 'bytes equal those of a run without faults', check };
