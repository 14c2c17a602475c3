import { buildOf } from '@reelmill/contracts';
import { makeTicket } from '../test/make-ticket';
import { REDELIVERY_LIMIT, triage, type TriageFacts } from './triage';

const ENGINES = { 'media.analyze': 'engine-1' };
const BUILD = buildOf(ENGINES);
const facts = (more: Partial<TriageFacts> = {}): TriageFacts => ({
  redelivered: false,
  runningTicket: null,
  newestTicket: 1,
  draining: false,
  jobCancelled: false,
  build: BUILD,
  engines: ENGINES,
  ...more,
});

describe('triage', () => {
  it('runs a fresh ticket of its engine, or of none', () => {
    expect(triage(makeTicket(), facts())).toBe('run');
    expect(triage(makeTicket({ engine: null, key: null, build: null }), facts())).toBe('run');
  });

  it('refuses a ticket of another engine', () => {
    expect(triage(makeTicket({ engine: 'engine-2' }), facts())).toBe('mismatch');
  });

  it('refuses a ticket of another build at once, whatever it asks for', () => {
    const ticket = makeTicket({ command: 'media.sing', build: '0'.repeat(16) });
    expect(triage(ticket, facts())).toBe('mismatch');
    expect(triage(ticket, facts({ redelivered: true }))).toBe('mismatch');
  });

  it('adopts the second delivery of a ticket that it is running, and never counts it', () => {
    const ticket = makeTicket({ ticket: 3, redeliveries: REDELIVERY_LIMIT });
    expect(triage(ticket, facts({ redelivered: true, runningTicket: 3, newestTicket: 3 }))).toBe('adopt');
    expect(triage(ticket, facts({ draining: true, runningTicket: 3, newestTicket: 3 }))).toBe('adopt');
  });

  it('stops what it does by an older ticket for a newer one, and drops older ones', () => {
    expect(triage(makeTicket({ ticket: 4 }), facts({ runningTicket: 3, newestTicket: 4 }))).toBe('supersede');
    expect(triage(makeTicket({ ticket: 2 }), facts({ runningTicket: 3, newestTicket: 3 }))).toBe('drop');
    expect(triage(makeTicket({ ticket: 2 }), facts({ newestTicket: 3, redelivered: true }))).toBe('drop');
  });

  it('counts a redelivery, up to the limit', () => {
    expect(triage(makeTicket({ redeliveries: REDELIVERY_LIMIT - 1 }), facts({ redelivered: true }))).toBe(
      'bounce',
    );
    expect(triage(makeTicket({ redeliveries: REDELIVERY_LIMIT }), facts({ redelivered: true }))).toBe('bury');
    expect(triage(makeTicket({ redeliveries: REDELIVERY_LIMIT }), facts())).toBe('run');
  });

  it('drops what was cancelled and gives back what comes during a drain', () => {
    expect(triage(makeTicket(), facts({ jobCancelled: true }))).toBe('drop');
    expect(triage(makeTicket(), facts({ draining: true, redelivered: true }))).toBe('giveBack');
  });
});
