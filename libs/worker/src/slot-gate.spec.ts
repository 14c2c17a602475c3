import { SlotGate } from './slot-gate';

const never = new AbortController().signal;

/** Notes who was let in. */
function gateWithLog(slots: number) {
  const gate = new SlotGate(slots);
  const inside: string[] = [];
  const enter = (name: string, options: { solo?: boolean; signal?: AbortSignal } = {}) =>
    gate.enter(options.solo ?? false, options.signal ?? never).then((leave) => {
      inside.push(name);
      return leave;
    });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { enter, inside, settled };
}

describe('SlotGate', () => {
  it('lets in as many as there are slots, in order', async () => {
    const { enter, inside, settled } = gateWithLog(2);
    const first = await enter('a');
    void enter('b');
    void enter('c');
    void enter('d');
    await settled();
    expect(inside).toEqual(['a', 'b']);
    first();
    await settled();
    expect(inside).toEqual(['a', 'b', 'c']);
  });

  it('runs a solo task alone: it waits for the others, and later ones wait for it', async () => {
    const { enter, inside, settled } = gateWithLog(4);
    const leaveFirst = await enter('first');
    const solo = enter('solo', { solo: true });
    void enter('later');
    await settled();
    expect(inside).toEqual(['first']);
    leaveFirst();
    const leaveSolo = await solo;
    await settled();
    expect(inside).toEqual(['first', 'solo']);
    leaveSolo();
    await settled();
    expect(inside).toEqual(['first', 'solo', 'later']);
  });

  it('lets those behind in when a waiting one gives up', async () => {
    const { enter, inside, settled } = gateWithLog(2);
    await enter('first');
    const stop = new AbortController();
    const solo = enter('solo', { solo: true, signal: stop.signal });
    void enter('later');
    stop.abort(new Error('cancelled'));
    await expect(solo).rejects.toThrow('cancelled');
    await settled();
    expect(inside).toEqual(['first', 'later']);
  });
});
