import fc from 'fast-check';
import { splitClusters, splitParagraphs } from './clusters';

const kinds = (text: string) => splitClusters(text).map(({ text: cluster, kind }) => [cluster, kind]);

describe('splitParagraphs', () => {
  it('keeps the lines of the author and collapses other white space', () => {
    expect(splitParagraphs('\n  one \t two\r\n\n three \n\n')).toEqual(['one two', '', 'three']);
  });

  it('composes characters, drops control characters and replaces broken ones', () => {
    expect(splitParagraphs('e\u0301\u0000\u0007\ud800x')).toEqual(['\u00e9\ufffdx']);
  });
});

describe('splitClusters', () => {
  it.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a flag', '🇫🇷'],
    ['a flag by tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a keycap', '5️⃣'],
    ['a skin tone', '👍🏽'],
    ['a heart in emoji style', '❤️'],
    ['a job with skin tone', '👩🏽‍🚀'],
  ])('takes %s for one emoji', (_, emoji) => {
    expect(kinds(`a${emoji}b`)).toEqual([
      ['a', 'text'],
      [emoji, 'emoji'],
      ['b', 'text'],
    ]);
  });

  it('takes digits, signs and emoji in text style for text', () => {
    expect(kinds('5#©❤❤\ufe0e').map(([, kind]) => kind)).toEqual(['text', 'text', 'text', 'text', 'text']);
  });

  it('keeps marks with their letter', () => {
    expect(kinds('นี้กี่').map(([cluster]) => cluster)).toEqual(['นี้', 'กี่']);
  });

  it('hides directional marks', () => {
    expect(kinds('a\u200e').at(-1)).toEqual(['\u200e', 'hidden']);
  });

  it('bounds a heap of marks', () => {
    const longest = Math.max(...splitClusters(`a${'\u0317'.repeat(1000)}`).map(({ text }) => text.length));
    expect(longest).toBe(64);
  });

  it('loses no code unit, in whatever text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clusters = splitClusters(text);
        expect(clusters.map((cluster) => cluster.text).join('')).toBe(text);
        clusters.forEach(({ text: cluster, start }) => expect(text.startsWith(cluster, start)).toBe(true));
      }),
    );
  });
});
