import type { GivenCue, Word } from '@reelmill/contracts';

/** A word of the video's captions; times in milliseconds of the video. */
export interface CaptionWord {
  text: string;
  startMs: number;
  endMs: number;
}

/** What is shown at once. */
export interface CaptionLine extends CaptionWord {
  words: CaptionWord[];
}

const DEFAULT_WORDS_PER_LINE = 4;
/** A longer silence begins a new line; over a shorter one the line stays, so that captions don't flicker. */
const PAUSE_MS = 1000;
const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*$/;

/** The words of one element, on the video's clock. */
export interface SpokenPart {
  words: readonly Word[];
  /** What of the asset sounds, in milliseconds of the asset, and when that begins in the video. */
  fromMs: number;
  untilMs: number;
  atMs: number;
}

/** The words that sound, moved to the video's clock; a word counts where its middle is. */
export function soundingWords({ words, fromMs, untilMs, atMs }: SpokenPart): CaptionWord[] {
  const move = (ms: number) => Math.round(Math.max(fromMs, Math.min(ms, untilMs)) - fromMs + atMs);
  return words
    .filter(({ startMs, endMs }) => (startMs + endMs) / 2 >= fromMs && (startMs + endMs) / 2 < untilMs)
    .map(({ text, startMs, endMs }) => ({ text, startMs: move(startMs), endMs: move(endMs) }));
}

/**
 * Lines of transcribed words: a new one after a sentence or a pause, and what is between them in lines of at most so
 * many words, as even as can be, so that no word stands alone without need.
 */
export function linesOfWords(
  words: readonly CaptionWord[],
  maxWords = DEFAULT_WORDS_PER_LINE,
): CaptionLine[] {
  const phrases: CaptionWord[][] = [];
  for (const word of words) {
    const phrase = phrases.at(-1);
    const last = phrase?.at(-1);
    if (phrase && last && goesOn(last, word)) phrase.push(word);
    else phrases.push([word]);
  }
  const groups = phrases.flatMap((phrase) => evenly(phrase, maxWords));
  return groups.map((group, index) => lineOf(group, groups[index + 1]?.[0]));
}

/** As few groups of at most `most` as hold all, their sizes differing by one at most. */
function evenly<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / most);
  const cut = (index: number) => Math.ceil((index * items.length) / count);
  return Array.from({ length: count }, (_, index) => items.slice(cut(index), cut(index + 1)));
}

const goesOn = (last: CaptionWord, next: CaptionWord): boolean =>
  next.startMs - last.endMs <= PAUSE_MS && !SENTENCE_END.test(last.text);

function lineOf(words: CaptionWord[], next: CaptionWord | undefined): CaptionLine {
  const startMs = words[0]?.startMs ?? 0;
  const spokenUntil = Math.max(...words.map(({ endMs }) => endMs));
  const isSoon = next !== undefined && next.startMs >= spokenUntil && next.startMs - spokenUntil <= PAUSE_MS;
  const endMs = isSoon ? next.startMs : spokenUntil;
  return { text: words.map(({ text }) => text).join(' '), startMs, endMs, words };
}

/** Lines of given captions: as they are, or with at most so many words where that is stated. */
export function linesOfCues(cues: readonly GivenCue[], maxWords: number | undefined): CaptionLine[] {
  return cues.flatMap((cue) => {
    const words = spread(cue);
    if (maxWords === undefined || words.length <= maxWords) return [{ ...cue, words }];
    const groups = evenly(words, maxWords);
    return groups.map((group, index) => ({
      ...lineOf(group, undefined),
      endMs: groups[index + 1]?.[0]?.startMs ?? cue.endMs,
    }));
  });
}

/** Gives each word a share of the cue's time by its number of letters. */
function spread({ text, startMs, endMs }: GivenCue): CaptionWord[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const letters = words.map((word) => [...word].length);
  const perLetter = (endMs - startMs) / letters.reduce((sum, count) => sum + count, 0);
  let before = 0;
  return words.map((word, index) => {
    const from = before;
    before += letters[index] ?? 0;
    return {
      text: word,
      startMs: Math.round(startMs + from * perLetter),
      endMs: Math.round(startMs + before * perLetter),
    };
  });
}

/**
 * Puts the lines on one track of that length: sorted, cut to it, none over another. Lines that begin together
 * are shown together, one above the other, and equal ones of them once.
 */
export function oneTrack(lines: readonly CaptionLine[], lengthMs: number): CaptionLine[] {
  const byStart = new Map<number, CaptionLine[]>();
  for (const line of lines) {
    if (line.startMs >= lengthMs || line.endMs <= line.startMs) continue;
    const group = byStart.get(line.startMs);
    if (group) group.push(line);
    else byStart.set(line.startMs, [line]);
  }
  const joined = [...byStart]
    .sort(([a], [b]) => a - b)
    .flatMap(([startMs, group]) => (group.length === 1 ? group : together(startMs, group)));
  return joined.map((line, index) => {
    const endMs = Math.min(line.endMs, joined[index + 1]?.startMs ?? lengthMs, lengthMs);
    return { ...line, endMs, words: line.words.filter((word) => word.startMs < endMs) };
  });
}

function together(startMs: number, lines: readonly CaptionLine[]): CaptionLine {
  const byText = new Map<string, CaptionLine>();
  let endMs = startMs;
  for (const line of lines) {
    if (!byText.has(line.text)) byText.set(line.text, line);
    endMs = Math.max(endMs, line.endMs);
  }
  const distinct = [...byText.values()];
  return {
    text: distinct.map(({ text }) => text).join('\n'),
    startMs,
    endMs,
    words: distinct.flatMap(({ words }) => words).sort((a, b) => a.startMs - b.startMs),
  };
}
