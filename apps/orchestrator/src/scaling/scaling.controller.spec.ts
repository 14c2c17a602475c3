import type { DataSource } from 'typeorm';
import { ScalingController } from './scaling.controller';

describe('ScalingController', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** In the database of which each answer finds one task more than the one before. */
  const growing = () => {
    let answers = 0;
    const query = jest.fn((sql: string) =>
      Promise.resolve(
        sql.includes('FROM tasks')
          ? [{ queue: 'renderer.tasks', work: ++answers }]
          : [{ jobs: 0, known: ['renderer'] }],
      ),
    );
    const controller = new ScalingController({ manager: { query } } as unknown as DataSource);
    return { query, read: async () => (await controller.read()).pools.renderer?.work };
  };

  it('asks once for all who ask meanwhile and for a while after that', async () => {
    const { read } = growing();
    await expect(Promise.all([read(), read()])).resolves.toEqual([1, 1]);
    await jest.advanceTimersByTimeAsync(1_999);
    await expect(read()).resolves.toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await expect(read()).resolves.toBe(2);
  });

  it('keeps no failure', async () => {
    const { query, read } = growing();
    query.mockRejectedValueOnce(new Error('down'));
    const both = [read(), read()];
    await expect(both[0]).rejects.toThrow('down');
    await expect(both[1]).rejects.toThrow('down');
    await expect(read()).resolves.toBe(1);
  });
});
