import type { Cluster } from './clusters';

const words = new Intl.Segmenter('en', { granularity: 'word' });

/** Written without spaces, with a break allowed between any two characters. */
const ideographic =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303f\u30fb\u30fc\uff01-\uff60])/u;
/** Written without spaces, with breaks between words that only a dictionary knows. */
const dictionary = /^(?:\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar})/u;
/** Never first on a line: closing marks, and the small kana of JIS X 4051. */
const neverFirst =
  /^[!%),.:;?\]}\u00bb\u2019\u201d\u2026\u2030\p{Pe}\p{Pf}、。，．・：；？！ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ]/u;
const neverLast = /^[\p{Ps}\p{Pi}$£¥\u00ab\u2018\u201c]/u;
const glue = /[\u00a0\u202f\u2060\u2011\ufeff]/u;
const hyphen = /^[-\u2010\u2013\u2014]$/u;
const letter = /^\p{L}/u;

function maySplit(before: Cluster, after: Cluster): boolean {
  if (after.kind === 'space') return false;
  if (before.kind === 'space' || before.text === '\u200b') return true;
  if (glue.test(before.text) || glue.test(after.text) || after.kind === 'hidden') return false;
  if (neverFirst.test(after.text) || neverLast.test(before.text)) return false;
  const free = (cluster: Cluster) => cluster.kind === 'emoji' || ideographic.test(cluster.text);
  return free(before) || free(after);
}

function wordStarts(clusters: readonly Cluster[]): Set<number> {
  if (!clusters.some(({ text }) => dictionary.test(text))) return new Set();
  const paragraph = clusters.map(({ text }) => text).join('');
  return new Set(Array.from(words.segment(paragraph), ({ index }) => index));
}

/**
 * The clusters before which a line may end, besides the end of the paragraph: a small part of UAX 14 (spaces,
 * hyphens, ideographs with their punctuation) and the dictionary of `Intl.Segmenter`. Hangul breaks at spaces only.
 */
export function lineBreaks(clusters: readonly Cluster[]): Set<number> {
  const starts = wordStarts(clusters);
  const breaks = new Set<number>();
  clusters.forEach((after, index) => {
    const before = clusters[index - 1];
    if (!before) return;
    const afterHyphen =
      hyphen.test(before.text) && letter.test(after.text) && letter.test(clusters[index - 2]?.text ?? '');
    const betweenWords =
      dictionary.test(before.text) && dictionary.test(after.text) && starts.has(after.start);
    if (afterHyphen || betweenWords || maySplit(before, after)) breaks.add(index);
  });
  return breaks;
}
