import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudEvent } from './cloud-event';

describe('cloudEvent', () => {
  const entry = {
    jobId: '6f1d8f1e-95d5-4a5b-8f6b-2f9a6f3f0d01',
    sequence: 3,
    type: 'job.cancelled',
    createdAt: new Date('2026-11-24T09:30:00.125Z'),
    data: { status: 'cancelled' },
  };

  it('makes of an entry of a history what readers have been promised', () => {
    const golden = readFileSync(
      join(__dirname, '..', 'golden', 'cloud-events', 'job-cancelled.json'),
      'utf8',
    );
    expect(cloudEvent(entry)).toEqual(JSON.parse(golden));
  });

  it('refuses what is no event', () => {
    expect(() => cloudEvent({ ...entry, type: 'job.dreamt' })).toThrow('job');
  });
});
