import { CancelledJobs } from './cancelled-jobs';

describe('CancelledJobs', () => {
  it('forgets the oldest first, and counts a repeated cancel as new', () => {
    const jobs = new CancelledJobs(2);
    jobs.add('a');
    jobs.add('b');
    jobs.add('a');
    jobs.add('c');
    expect(['a', 'b', 'c'].map((job) => jobs.has(job))).toEqual([true, false, true]);
  });
});
