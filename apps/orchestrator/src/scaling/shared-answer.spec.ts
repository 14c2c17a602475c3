import { SharedAnswer } from './shared-answer';

describe('SharedAnswer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks once for all who ask meanwhile and for a while after that', async () => {
    let asked = 0;
    const ask = () => Promise.resolve(++asked);
    const shared = new SharedAnswer(ask, 2_000);
    await expect(Promise.all([shared.get(), shared.get()])).resolves.toEqual([1, 1]);
    await jest.advanceTimersByTimeAsync(1_999);
    await expect(shared.get()).resolves.toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await expect(shared.get()).resolves.toBe(2);
  });

  it('keeps no failure', async () => {
    const ask = jest.fn<Promise<string>, []>().mockResolvedValue('well');
    ask.mockRejectedValueOnce(new Error('down'));
    const shared = new SharedAnswer(ask, 2_000);
    const both = [shared.get(), shared.get()];
    await expect(both[0]).rejects.toThrow('down');
    await expect(both[1]).rejects.toThrow('down');
    await expect(shared.get()).resolves.toBe('well');
  });
});
