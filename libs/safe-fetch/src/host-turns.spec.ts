import { HostTurns } from './host-turns';

const never = new AbortController().signal;
/** Whether a promise is settled once everything that was due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = (): void => void (settled = true);
  promise.then(note, note);
  await new Promise(setImmediate);
  return settled;
}

describe('the turns of a host', () => {
  it('are so many at once; the next is given when one ends, in the order of asking', async () => {
    const turns = new HostTurns(2);
    const [first] = await Promise.all([turns.take('a', never), turns.take('a', never)]);
    const [third, fourth] = [turns.take('a', never), turns.take('a', never)];
    expect(await isSettled(third)).toBe(false);
    first();
    expect(await isSettled(third)).toBe(true);
    expect(await isSettled(fourth)).toBe(false);
  });

  it("are not another host's", async () => {
    const turns = new HostTurns(1);
    await turns.take('a', never);
    expect(await isSettled(turns.take('b', never))).toBe(true);
  });

  it('end once, however often that is said', async () => {
    const turns = new HostTurns(1);
    const end = await turns.take('a', never);
    const [second, third] = [turns.take('a', never), turns.take('a', never)];
    end();
    end();
    expect(await isSettled(second)).toBe(true);
    expect(await isSettled(third)).toBe(false);
  });

  it('pass over who has gone, with the reason of the going', async () => {
    const turns = new HostTurns(1);
    const end = await turns.take('a', never);
    const abort = new AbortController();
    const [gone, patient] = [turns.take('a', abort.signal), turns.take('a', never)];
    abort.abort(new Error('cancelled'));
    await expect(gone).rejects.toThrow('cancelled');
    end();
    expect(await isSettled(patient)).toBe(true);
    await expect(turns.take('a', abort.signal)).rejects.toThrow('cancelled');
  });
});
