import { Repairs } from './repairs';

describe('Repairs', () => {
  afterEach(() => jest.useRealTimers());

  it('are one at a time, for all who ask meanwhile, and one a second at the most', async () => {
    jest.useFakeTimers();
    const ends: (() => void)[] = [];
    const repairs = new Repairs(() => new Promise<void>((resolve) => ends.push(resolve)));
    const both = [repairs.ask(), repairs.ask()];
    await jest.advanceTimersByTimeAsync(5_000);
    expect(ends).toHaveLength(1);
    ends[0]!();
    await Promise.all(both);
    await repairs.ask();
    expect(ends).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1_000);
    void repairs.ask();
    expect(ends).toHaveLength(2);
  });

  it('that fail are told to all who ask', async () => {
    const repairs = new Repairs(() => Promise.reject(new Error('no')));
    const both = [repairs.ask(), repairs.ask()];
    for (const each of both) await expect(each).rejects.toThrow('no');
  });
});
