import { makeTicket } from '../test/make-ticket';
import { readTicket, readWork } from './read-ticket';

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const reasonOf = (value: Buffer): string => {
  const reading = readTicket(value);
  if (reading.ok) throw new Error('it was read');
  return reading.reason;
};

describe('readTicket', () => {
  it('reads a ticket without looking at what it asks for, which a newer version may know', () => {
    const ticket = makeTicket({ command: 'media.sing', payload: { song: 1 } });
    expect(readTicket(bytes(ticket))).toEqual({ ok: true, ticket });
  });

  it('says why a message is no ticket', () => {
    expect(reasonOf(Buffer.from([0xff, 0xfe]))).toBe('not JSON');
    expect(reasonOf(bytes({ ...makeTicket(), attempt: 0 }))).toMatch(/^not a ticket: \/attempt /);
  });
});

describe('readWork', () => {
  it('finds the command and its payload', () => {
    const ticket = makeTicket();
    expect(readWork(ticket, 'analyzer')).toMatchObject({
      ok: true,
      command: { name: 'media.analyze' },
      payload: ticket.payload,
    });
  });

  it.each([
    [{ command: 'media.sing' }, /^unknown command media.sing$/],
    [{ command: 'audio.mix' }, /^audio.mix belongs in renderer.tasks$/],
    [{ payload: {} }, /^not a payload of media.analyze: \/asset /],
  ])('says why %j is nothing to work on', (more, reason) => {
    expect(readWork(makeTicket(more), 'analyzer')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(reason) as string,
    });
  });
});
