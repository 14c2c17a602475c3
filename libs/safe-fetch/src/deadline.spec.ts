import { Deadline } from './deadline';

describe('a deadline', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const allowance = (leftMs: number, name: string) => ({ leftMs, late: () => new Error(name) });

  it('counts against one allowance at a time, and of each only what was used is gone', () => {
    const deadline = new Deadline();
    const waiting = allowance(1_000, 'never its turn');
    const loading = allowance(2_000, 'too late');
    deadline.count(waiting);
    jest.advanceTimersByTime(900);
    deadline.count(loading);
    jest.advanceTimersByTime(1_900);
    deadline.count(waiting);
    jest.advanceTimersByTime(90);
    deadline.count(loading);
    jest.advanceTimersByTime(90);
    expect(deadline.signal.aborted).toBe(false);
    jest.advanceTimersByTime(20);
    expect(deadline.signal.reason).toEqual(new Error('too late'));
  });

  it('aborts with the reason of an outer signal, and with nothing once it is over', () => {
    const outer = new AbortController();
    const [deadline, over] = [new Deadline(outer.signal), new Deadline(outer.signal)];
    over.count(allowance(1_000, 'too late'));
    over.clear();
    outer.abort(new Error('cancelled'));
    jest.advanceTimersByTime(2_000);
    expect(deadline.signal.reason).toEqual(new Error('cancelled'));
    expect(over.signal.aborted).toBe(false);
  });
});
