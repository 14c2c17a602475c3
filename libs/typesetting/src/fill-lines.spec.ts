import fc from 'fast-check';
import { splitClusters, splitParagraphs } from './clusters';
import { fillLines } from './fill-lines';
import { lineBreaks } from './line-breaks';

function fill(text: string, columns: number): string[] {
  const clusters = splitClusters(text);
  const slice = (start: number, end: number) => clusters.slice(start, end).map((cluster) => cluster.text);
  const fits = (start: number, end: number) => end - start <= columns;
  const lines = [...fillLines({ clusters, breaks: lineBreaks(clusters) }, fits)];
  return lines.map(({ start, end }) => slice(start, end).join(''));
}

const words = fc
  .array(
    fc.oneof(
      fc.stringMatching(/^[a-z]{1,12}$/),
      fc.constantFrom('日本語', 'مرحبا', '🎉🎉', 'สวัสดี', '-', '👍🏽'),
    ),
  )
  .map((parts) => splitParagraphs(parts.join(' '))[0]!);

describe('fillLines', () => {
  it('fills lines greedily and drops the spaces between them', () => {
    expect(fill('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
  });

  it('breaks a word that is too long for any line between its characters', () => {
    expect(fill('an extraordinary e\u0301a', 6)).toEqual(['an', 'extrao', 'rdinar', 'y e\u0301a']);
  });

  it('gives a single character that is too wide a line of its own', () => {
    expect(fill('ab c', 0)).toEqual(['a', 'b', 'c']);
  });

  it('gives no line for no text', () => {
    expect(fill('', 10)).toEqual([]);
  });

  it('asks for each line a few times, and of spans about as long as the line', () => {
    const clusters = splitClusters('日'.repeat(10_000));
    const asked: number[] = [];
    const fits = (start: number, end: number) => asked.push(end - start) > 0 && end - start <= 100;
    const lines = [...fillLines({ clusters, breaks: lineBreaks(clusters) }, fits)];
    expect(lines).toHaveLength(100);
    expect(asked.length).toBeLessThan(15 * lines.length);
    expect(Math.max(...asked.slice(1))).toBeLessThanOrEqual(200);
  });

  it('asks no more for a word without a place to break', () => {
    for (const columns of [1, 100]) {
      const clusters = splitClusters('a'.repeat(2000));
      let asked = 0;
      const fits = (start: number, end: number) => {
        asked += end - start;
        return end - start <= columns;
      };
      expect([...fillLines({ clusters, breaks: lineBreaks(clusters) }, fits)]).toHaveLength(2000 / columns);
      expect(asked).toBeLessThan(25 * clusters.length);
    }
  });

  it('asks once about what fits in one line', () => {
    const clusters = splitClusters('some words in a caption');
    let asked = 0;
    expect([...fillLines({ clusters, breaks: lineBreaks(clusters) }, () => ++asked > 0)]).toHaveLength(1);
    expect(asked).toBe(1);
  });

  it('loses no visible character and never exceeds the width', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (text, columns) => {
        const lines = fill(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        lines.forEach((line) => expect(splitClusters(line).length).toBeLessThanOrEqual(columns));
      }),
    );
  });
});
