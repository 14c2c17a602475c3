import { FreeSpace } from './free-space';
import { StoreFullError } from './store-full-error';

const GIB = 1024 ** 3;
const full = { failure: expect.objectContaining({ code: 'store_full', retryable: true }) as unknown };
const asked = (space: { free: number; total: number }, bytes?: number): Promise<void> =>
  new FreeSpace(() => Promise.resolve(space)).ask(bytes);

describe('the free space of a store', () => {
  it('is 2 GiB at least, and on a large disk a twentieth', async () => {
    await expect(asked({ free: 2 * GIB, total: 10 * GIB })).resolves.toBeUndefined();
    await expect(asked({ free: 2 * GIB - 1, total: 10 * GIB })).rejects.toMatchObject(full);
    await expect(asked({ free: 50 * GIB, total: 1000 * GIB })).resolves.toBeUndefined();
    await expect(asked({ free: 50 * GIB - 1, total: 1000 * GIB })).rejects.toMatchObject(full);
  });

  it('is what would be left of it', async () => {
    await expect(asked({ free: 3 * GIB, total: 10 * GIB }, GIB)).resolves.toBeUndefined();
    await expect(asked({ free: 3 * GIB, total: 10 * GIB }, GIB + 1)).rejects.toMatchObject(full);
  });

  it('is measured once for many questions', async () => {
    const measure = jest.fn(() => Promise.resolve({ free: 3 * GIB, total: 10 * GIB }));
    const space = new FreeSpace(measure);
    await Promise.all([space.ask(), space.ask(), space.ask(1)]);
    expect(measure).toHaveBeenCalledTimes(1);
  });

  it('is told to operators, not to callers', async () => {
    const error: unknown = await asked({ free: GIB, total: 10 * GIB }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreFullError);
    const { failure } = error as StoreFullError;
    expect(failure.cause).toBe('1.00 GiB free, 0.00 GiB asked for, 2.00 GiB have to stay free');
    expect(failure.message).not.toMatch(/\d/);
  });
});
