import {
  beyondCaptionLength,
  parseCaptions,
  type GivenCue,
  type SubtitlesElement,
  type VideoSpec,
} from '@reelmill/contracts';
import {
  linesOfCues,
  linesOfWords,
  oneTrack,
  soundingWords,
  type CaptionLine,
  type CaptionWord,
} from './caption-lines';
import type { Context, Span } from './context';
import { layOut } from './draw';
import { frameAtMs, msAtFrame } from './frames';
import { spokenElements, subtitlesOf } from './media-needed';
import type { Drawing, Shown } from './shown';
import type { SoundingContainer } from './sound';
import { captionBlock, placeCaption } from './text-placement';

/** The cues of captions that come with the spec; undefined when they are to be transcribed. */
export function givenCues(video: VideoSpec): GivenCue[] | undefined {
  const text = subtitlesOf(video)?.captions;
  if (text === undefined) return undefined;
  const parsed = parseCaptions(text);
  return parsed.ok ? parsed.cues : [];
}

/** The caption lines of the video, in order, none over another, inside its length. */
export function captionLines(
  video: VideoSpec,
  { frames, containers }: { frames: number; containers: readonly SoundingContainer[] },
  context: Context,
): CaptionLine[] {
  const subtitles = subtitlesOf(video);
  if (!subtitles) return [];
  const maxWords = subtitles.settings['max-words-per-line'];
  const cues = givenCues(video);
  const lines = cues
    ? linesOfCues(cues, maxWords)
    : spokenLines(video, subtitles, containers, context).flatMap((words) => linesOfWords(words, maxWords));
  if (cues) countCharacters(cues, context);
  if (lines.length === 0) context.report.warn('No speech was found for the captions.');
  const track = oneTrack(lines, msAtFrame(frames, context.fps));
  refuseTooLong(track, pointerTo(subtitles, video), context);
  return track;
}

const pointerTo = (subtitles: SubtitlesElement, video: VideoSpec): string =>
  `/elements/${video.elements.indexOf(subtitles)}`;

/** Of captions that begin together each may be short enough, and what is shown is not. */
function refuseTooLong(lines: readonly CaptionLine[], pointer: string, { report }: Context): void {
  for (const { startMs, text } of lines) {
    const message = beyondCaptionLength({ startMs, characters: text.length });
    if (message !== undefined) return report.impossible(pointer, message);
  }
}

/** Given captions count whether they are shown or not, since the caller knows only those. */
const countCharacters = (texts: readonly { text: string }[], { report }: Context): void =>
  report.count(
    'captionCharacters',
    texts.reduce((sum, { text }) => sum + text.length, 0),
  );

/** The words of each spoken element that sound, in the order of the video. */
function spokenLines(
  video: VideoSpec,
  subtitles: SubtitlesElement,
  containers: readonly SoundingContainer[],
  context: Context,
): CaptionWord[][] {
  const { facts, fps, report } = context;
  const probes = new Map([...facts.assets].map(([src, { probe }]) => [src, probe]));
  const spoken = new Set<unknown>(spokenElements(video, subtitles, probes));
  return containers.flatMap(({ start, items }) =>
    items.flatMap(({ element, medium, span }) => {
      if (!medium || !spoken.has(element) || !('src' in element) || report.hasProblems) return [];
      const transcript = facts.transcripts.get(element.src);
      if (!transcript)
        throw new Error(`the facts lack the transcript of ${element.type} ${element.id ?? ''}`);
      const atMs = msAtFrame(start + span.from, fps);
      const fromMs = medium.seekUs / 1000;
      const heardMs = Math.min(msAtFrame(start + span.until, fps) - atMs, (medium.lengthUs ?? 0) / 1000);
      const words = soundingWords({ words: transcript.words, fromMs, untilMs: fromMs + heardMs, atMs });
      countCharacters(words, context);
      return [words];
    }),
  );
}

/** The pictures of captions; each distinct text is laid out once. */
export function drawCaptions(parts: readonly CaptionPart[], video: VideoSpec, context: Context): Shown[] {
  const subtitles = subtitlesOf(video);
  if (!subtitles) return [];
  const laidOut = new Map<string, Drawing | undefined>();
  const pointer = pointerTo(subtitles, video);
  return parts.flatMap(({ text, span }) => {
    if (!laidOut.has(text)) laidOut.set(text, drawCaption(text, subtitles, { pointer, context }));
    const drawing = laidOut.get(text);
    return drawing ? [{ drawing, span, zIndex: subtitles['z-index'] }] : [];
  });
}

/** What is shown at once: a line, or a word for `progressive`. */
export function captionParts(
  lines: readonly CaptionLine[],
  video: VideoSpec,
  context: Context,
): CaptionPart[] {
  const isProgressive = subtitlesOf(video)?.settings.style === 'progressive';
  return lines
    .flatMap((line) => (isProgressive ? wordByWord : wholeLine)(line, context))
    .filter(({ span }) => span.from < span.until);
}

/** Text that is shown at once. */
export interface CaptionPart {
  text: string;
  span: Span;
}

const spanOf = ({ startMs, endMs }: CaptionLine, { fps }: Context): Span => ({
  from: frameAtMs(startMs, fps),
  until: frameAtMs(endMs, fps),
});

const wholeLine = (line: CaptionLine, context: Context): CaptionPart[] => [
  { text: line.text, span: spanOf(line, context) },
];

/** Each word until the next one, the last to the end of the line; words that would share a frame are shown together. */
function wordByWord(line: CaptionLine, context: Context): CaptionPart[] {
  const { from: first, until } = spanOf(line, context);
  const groups: { from: number; words: string[] }[] = [];
  for (const { text, startMs } of line.words) {
    const last = groups.at(-1);
    const from = last ? Math.min(frameAtMs(startMs, context.fps), until - 1) : first;
    if (last && from <= last.from) last.words.push(text);
    else groups.push({ from, words: [text] });
  }
  return groups.map(({ from, words }, index) => ({
    text: words.join(' '),
    span: { from, until: groups[index + 1]?.from ?? until },
  }));
}

function drawCaption(
  text: string,
  { settings }: SubtitlesElement,
  { pointer, context }: { pointer: string; context: Context },
): Drawing | undefined {
  const picture = layOut(captionBlock(text, settings, context), pointer, context);
  return picture && { kind: 'text', picture, ...placeCaption(settings, picture, context) };
}
