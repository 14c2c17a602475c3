import { splitClusters } from './clusters';
import { facesOfFamily } from './font-manifest';
import { directionsOf, visualRuns } from './visual-runs';

const face = facesOfFamily('Noto Sans', 400)[0]!;

/** Runs from left to right; those that read from right to left are marked. */
function runs(text: string, start = 0, end?: number): string[] {
  const clusters = splitClusters(text);
  const paragraph = { clusters, faces: clusters.map(() => face), directions: directionsOf(clusters) };
  return visualRuns(paragraph, { start, end: end ?? clusters.length }).map((run) =>
    run.rightToLeft ? `<${run.text}` : run.text,
  );
}

describe('visualRuns', () => {
  it('keeps text of one face and direction in one run', () => {
    expect(runs('one two')).toEqual(['one two']);
    expect(runs('שלום עולם')).toEqual(['<שלום עולם']);
  });

  it('orders a line from the right when its first letter reads so', () => {
    expect(runs('שלום abc עולם')).toEqual(['< עולם', 'abc', '<שלום ']);
  });

  it('keeps right-to-left words in their place inside a left-to-right line', () => {
    expect(runs('abc שלום עולם def')).toEqual(['abc ', '<שלום עולם', ' def']);
  });

  it('reads numbers from left to right inside a right-to-left line', () => {
    expect(runs('שנת 2024 טובה')).toEqual(['< טובה', '2024', '<שנת ']);
  });

  it('takes an emoji for neutral', () => {
    expect(runs('😀 שלום')).toEqual(['<😀 שלום']);
    expect(runs('abc אב 😀 גד')).toEqual(['abc ', '<אב 😀 גד']);
  });

  it('orders only the clusters of the line, with the direction of the paragraph', () => {
    const text = 'שלום abc def';
    expect(runs(text, 5)).toEqual(['abc def']);
    expect(runs(text, 0, 8)).toEqual(['abc', '<שלום ']);
  });

  it('leaves out characters that are never seen', () => {
    expect(runs('a\u200eb')).toEqual(['ab']);
  });
});
