import { randomUUID } from 'node:crypto';
import { ENVELOPE_VERSION, buildOf, type Ticket } from '@reelmill/contracts';

/** A ticket for `media.analyze`, for tests. */
export const makeTicket = (more: Partial<Ticket> = {}): Ticket => ({
  v: ENVELOPE_VERSION,
  id: randomUUID(),
  job: randomUUID(),
  task: randomUUID(),
  ticket: 1,
  command: 'media.analyze',
  attempt: 1,
  crashes: 0,
  redeliveries: 0,
  priority: 5,
  key: 'a'.repeat(64),
  engine: 'engine-1',
  build: buildOf({ 'media.analyze': 'engine-1' }),
  maxAttempts: 3,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  payload: { asset: 'b'.repeat(64) },
  ...more,
});
