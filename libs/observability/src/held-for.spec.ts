import { heldFor } from './held-for';

describe('a held answer', () => {
  it('is given to all until its time is over, then asked for anew', async () => {
    let at = 0;
    let asked = 0;
    const read = heldFor(
      1000,
      () => Promise.resolve((asked += 1)),
      () => at,
    );
    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    at = 999;
    expect(await read()).toBe(1);
    at = 1000;
    expect(await read()).toBe(2);
  });
});
