import { readTicket } from './read-ticket';
import { makeTicket } from './ticket.fixture';

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const reasonOf = (value: Buffer): string => {
  const reading = readTicket(value, 'analyzer');
  if (reading.ok) throw new Error('it was read');
  return reading.reason;
};

describe('readTicket', () => {
  it('reads a ticket with its command and payload', () => {
    const ticket = makeTicket();
    expect(readTicket(bytes(ticket), 'analyzer')).toMatchObject({
      ok: true,
      ticket,
      command: { name: 'media.analyze' },
      payload: ticket.payload,
    });
  });

  it('says why a message is no ticket', () => {
    expect(reasonOf(Buffer.from([0xff, 0xfe]))).toBe('not JSON');
    expect(reasonOf(bytes({ ...makeTicket(), attempt: 0 }))).toMatch(/^not a ticket: \/attempt /);
    expect(reasonOf(bytes(makeTicket({ command: 'media.sing' })))).toBe('unknown command media.sing');
    expect(reasonOf(bytes(makeTicket({ command: 'audio.mix' })))).toBe('audio.mix belongs in renderer.tasks');
    expect(reasonOf(bytes(makeTicket({ payload: {} })))).toMatch(/^not a payload of media.analyze: \/asset /);
  });
});
