import { bisect } from './bisect';

const lasting = (part: readonly number[], bad: number[]): Promise<void> =>
  part.some((each) => bad.includes(each)) ? Promise.reject(new TypeError('bad')) : Promise.resolve();

describe('bisect', () => {
  it('parks the culprits alone and handles all others', async () => {
    const handled: number[] = [];
    const parked: number[] = [];
    await bisect(
      [1, 2, 3, 4, 5, 6, 7],
      async (part) => {
        await lasting(part, [3, 6]);
        handled.push(...part);
      },
      (culprit) => Promise.resolve(void parked.push(culprit)),
    );
    expect(handled).toEqual([1, 2, 4, 5, 7]);
    expect(parked).toEqual([3, 6]);
  });

  it('throws on what may pass, without parking', async () => {
    const parked: number[] = [];
    const down = (): Promise<void> => Promise.reject(new Error('connection refused'));
    await expect(
      bisect([1, 2], down, (culprit) => Promise.resolve(void parked.push(culprit))),
    ).rejects.toThrow('refused');
    expect(parked).toEqual([]);
  });
});
