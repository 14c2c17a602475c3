import fc from 'fast-check';
import { jobProgress, progressMessage, type Effort } from './job-progress';

const none: Effort = { weight: 0, done: 0 };
const effort = fc
  .tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([weight, part]): Effort => ({ weight, done: weight * part }));

describe('jobProgress', () => {
  it('stays between 0 and 1', () => {
    fc.assert(
      fc.property(effort, effort, (facts, work) => {
        const progress = jobProgress({ facts, work });
        return progress >= 0 && progress <= 1;
      }),
    );
  });

  it('is 1 when all work is done', () => {
    expect(jobProgress({ facts: { weight: 1, done: 1 }, work: { weight: 100, done: 100 } })).toBe(1);
  });

  it('gives facts a tenth', () => {
    expect(jobProgress({ facts: { weight: 2, done: 1 }, work: none })).toBeCloseTo(0.05);
  });

  it('weighs work by its weight', () => {
    expect(jobProgress({ facts: none, work: { weight: 40, done: 30 } })).toBeCloseTo(0.1 + 0.9 * 0.75);
  });
});

describe('progressMessage', () => {
  it('says how many tasks have ended', () => {
    expect(progressMessage('rendering', { done: 3, total: 8 })).toBe('rendering: 3 of 8 tasks done');
  });

  it('leaves the count out where there is none', () => {
    expect(progressMessage('queued', { done: 0, total: 0 })).toBe('waiting to be planned');
  });
});
