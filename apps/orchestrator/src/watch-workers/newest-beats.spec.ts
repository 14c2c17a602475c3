import type { Beat } from '@reelmill/contracts';
import { NewestBeats } from './newest-beats';

describe('NewestBeats', () => {
  const beat = (boot: string, id: number): Beat => ({ boot, id: String(id) }) as Beat;
  let written: string[];
  let ends: Map<string, () => void>;
  let beats: NewestBeats;
  const end = async (name: string): Promise<void> => {
    ends.get(name)!();
    await new Promise(setImmediate);
  };

  beforeEach(() => {
    written = [];
    ends = new Map();
    beats = new NewestBeats(({ boot, id }, { skipped }) => {
      written.push(`${boot}${id}${skipped ? ' after a gap' : ''}`);
      return new Promise((resolve) => ends.set(`${boot}${id}`, resolve));
    });
  });

  it('writes one beat of a boot at a time, then the newest that came meanwhile', async () => {
    for (const id of [1, 2, 3, 4]) beats.offer(beat('a', id));
    expect(written).toEqual(['a1']);
    await end('a1');
    expect(written).toEqual(['a1', 'a4 after a gap']);
    beats.offer(beat('a', 5));
    await end('a4');
    expect(written).toEqual(['a1', 'a4 after a gap', 'a5']);
    await end('a5');
    expect(written).toHaveLength(3);
  });

  it('writes two at a time in all, and lets every boot have its turn', async () => {
    for (const id of [1, 2, 3]) for (const boot of ['a', 'b', 'c', 'd']) beats.offer(beat(boot, id));
    expect(written).toEqual(['a1', 'b1']);
    await end('b1');
    expect(written).toEqual(['a1', 'b1', 'c3 after a gap']);
    await end('c3');
    await end('d3');
    expect(written.slice(3)).toEqual(['d3 after a gap', 'b3 after a gap']);
  });
});
