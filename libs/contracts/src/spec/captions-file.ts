import { MAX_CAPTION_LENGTH } from './job-limits';

/** A caption as given: times in milliseconds, text with its line breaks but without markup. */
export interface GivenCue {
  startMs: number;
  endMs: number;
  text: string;
}

export type ParsedCaptions = { ok: true; cues: GivenCue[] } | { ok: false; message: string };

const MAX_CUES = 20_000;
/** With markup, of which captions timed word by word have several times as much as text. */
const MAX_RAW_CHARACTERS = 20_000;

const TIME = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?`;
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s.*)?$`);
const SKIPPED_BLOCK = /^(WEBVTT|NOTE|STYLE|REGION)(\s|$)/;
const TAG = /<\/?(?:i|b|u|s|c|v|lang|ruby|rt|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>/gi;
const ASS_OVERRIDE = /\{\\[^{}]*\}/g;
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};

/**
 * Reads SRT (SubRip) and WebVTT alike, tolerantly: byte order mark, any line ends, comma or dot, missing
 * numbers, hours and blank lines. Markup, cue settings, notes and styles are dropped. Cues come sorted by
 * start; those without text or length are left out. The message of a failure names the line.
 */
export function parseCaptions(source: string): ParsedCaptions {
  const reader = new CueReader();
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    const message = reader.read(line, index + 1);
    if (message !== undefined) return { ok: false, message };
  }
  return reader.finish();
}

/**
 * Of cues that begin together those with the most text, equal ones counted once and a line break between them; undefined
 * without cues.
 */
export function longestTogether(
  cues: readonly GivenCue[],
): { startMs: number; characters: number } | undefined {
  const textsAt = new Map<number, Set<string>>();
  for (const { startMs, text } of cues) textsAt.set(startMs, (textsAt.get(startMs) ?? new Set()).add(text));
  let longest: { startMs: number; characters: number } | undefined;
  for (const [startMs, texts] of textsAt) {
    const characters = [...texts].join('\n').length;
    if (characters > (longest?.characters ?? 0)) longest = { startMs, characters };
  }
  return longest;
}

interface OpenCue {
  startMs: number;
  endMs: number;
  /** Number of the line with its times. */
  line: number;
  /** Its lines so far, and how many characters they have. */
  text: string[];
  characters: number;
}

/** Takes the lines one by one; a line may belong to a cue, to a skipped block, or stand between blocks. */
class CueReader {
  private readonly cues: GivenCue[] = [];
  private open: OpenCue | undefined;
  private isSkipping = false;
  private afterBlank = true;

  /** Gives a message when the line can't be. */
  read(line: string, number: number): string | undefined {
    const text = line.trim();
    if (text === '') this.isSkipping = false;
    else if (this.afterBlank && SKIPPED_BLOCK.test(text)) this.isSkipping = true;
    else if (text.includes('-->') && !this.isSkipping) return this.begin(text, number);
    else if (this.open && !this.isSkipping) return this.add(this.open, text);
    this.afterBlank = text === '';
    return undefined;
  }

  finish(): ParsedCaptions {
    const message = this.close(false);
    if (message !== undefined) return { ok: false, message };
    if (this.cues.length === 0) {
      return {
        ok: false,
        message:
          'no caption found; expected SRT or VTT text with lines such as 00:00:01,000 --> 00:00:02,500',
      };
    }
    return { ok: true, cues: this.cues.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs) };
  }

  private begin(text: string, number: number): string | undefined {
    const failed = this.close(true);
    if (failed !== undefined) return failed;
    const match = TIMING.exec(text);
    if (!match) return `line ${number}: expected times such as 00:00:01,000 --> 00:00:02,500`;
    const startMs = milliseconds(match.slice(1, 5));
    const endMs = milliseconds(match.slice(5, 9));
    if (endMs < startMs) return `line ${number}: the caption ends before it starts`;
    if (this.cues.length >= MAX_CUES) return `line ${number}: more than ${MAX_CUES} captions`;
    this.open = { startMs, endMs, line: number, text: [], characters: 0 };
    this.afterBlank = false;
    return undefined;
  }

  private add(cue: OpenCue, text: string): string | undefined {
    cue.text.push(this.afterBlank ? `\n${text}` : text);
    cue.characters += text.length;
    this.afterBlank = false;
    return cue.characters > MAX_RAW_CHARACTERS ? tooLong(cue) : undefined;
  }

  private close(isBeforeCue: boolean): string | undefined {
    const cue = this.open;
    this.open = undefined;
    if (!cue) return undefined;
    const lines = isBeforeCue ? withoutNumber(cue.text) : cue.text.map((line) => line.trim());
    const text = lines
      .map(withoutMarkup)
      .filter((line) => line !== '')
      .join('\n');
    if (text.length > MAX_CAPTION_LENGTH) return tooLong(cue);
    if (text !== '' && cue.endMs > cue.startMs)
      this.cues.push({ startMs: cue.startMs, endMs: cue.endMs, text });
    return undefined;
  }
}

const tooLong = ({ line }: OpenCue): string =>
  `line ${line}: the caption has more than ${MAX_CAPTION_LENGTH} characters`;

/** Drops the number of the next cue, and an identifier that a blank line sets apart, from the end of a cue's text. */
function withoutNumber(lines: string[]): string[] {
  const last = lines.at(-1);
  const belongsToNext = last !== undefined && (/^\s*\d+\s*$/.test(last) || last.startsWith('\n'));
  return (belongsToNext ? lines.slice(0, -1) : lines).map((line) => line.trim());
}

function withoutMarkup(line: string): string {
  return line
    .replace(TAG, '')
    .replace(ASS_OVERRIDE, '')
    .replace(/&(#?\w{1,8});/g, entity)
    .trim();
}

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  const isCharacter = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}

function milliseconds([hours, minutes, seconds, fraction]: (string | undefined)[]): number {
  const whole = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole * 1000 + Number((fraction ?? '0').padEnd(3, '0'));
}
