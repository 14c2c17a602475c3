/** What a reader takes for one character: a letter with its marks, an emoji sequence, a space. */
export interface Cluster {
  text: string;
  /** Index of its first code unit in the paragraph. */
  start: number;
  kind: 'text' | 'emoji' | 'space' | 'hidden';
}

/** Longer heaps of marks are cut: no script needs them, and a run of text is bounded. */
const MAX_CLUSTER_LENGTH = 64;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that steer layout and are never seen, such as directional marks and the word joiner. */
const hidden = /^\p{Default_Ignorable_Code_Point}+$/u;
const emojiParts =
  /^\p{Emoji_Presentation}|^\p{Emoji}\ufe0f|^\p{Emoji}\p{Emoji_Modifier}|^\p{Extended_Pictographic}\u200d\p{Emoji}|^[0-9#*]\u20e3/u;
const textStyle = /\ufe0e/u;

function kindOf(text: string): Cluster['kind'] {
  if (text === ' ') return 'space';
  if (hidden.test(text)) return 'hidden';
  return emojiParts.test(text) && !textStyle.test(text) ? 'emoji' : 'text';
}

function cutHeaps(text: string): string[] {
  if (text.length <= MAX_CLUSTER_LENGTH) return [text];
  const pieces = [''];
  for (const character of text) {
    if (pieces[pieces.length - 1]!.length + character.length > MAX_CLUSTER_LENGTH) pieces.push('');
    pieces[pieces.length - 1] += character;
  }
  return pieces;
}

/** The lines that the author wrote: composed characters, single spaces, none at the ends, no control characters. */
export function splitParagraphs(text: string): string[] {
  const lines = text
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .replaceAll(/[\t ]+/gu, ' ')
    .replaceAll(/(?!\n)\p{Control}/gu, '')
    .normalize('NFC')
    .split('\n')
    .map((line) => trim(line, ' '))
    .join('\n');
  return trim(lines, '\n').split('\n');
}

/** Not by a pattern such as / +$/, which tries every run of spaces in the text again from each of its spaces. */
function trim(text: string, unwanted: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text[start] === unwanted) start += 1;
  while (end > start && text[end - 1] === unwanted) end -= 1;
  return text.slice(start, end);
}

/** Splits a paragraph without losing a code unit. */
export function splitClusters(paragraph: string): Cluster[] {
  const clusters: Cluster[] = [];
  for (const { segment, index } of graphemes.segment(paragraph)) {
    let start = index;
    for (const text of cutHeaps(segment)) {
      clusters.push({ text, start, kind: kindOf(text) });
      start += text.length;
    }
  }
  return clusters;
}
