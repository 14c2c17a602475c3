import { parseCaptions, type GivenCue, type SubtitlesElement, type VideoSpec } from '@reelmill/contracts';
import {
  linesOfCues,
  linesOfWords,
  oneTrack,
  soundingWords,
  type CaptionLine,
  type CaptionWord,
} from './caption-lines';
import type { Context } from './context';
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
  if (lines.length === 0) context.report.warn('No speech was found for the captions.');
  return oneTrack(lines, msAtFrame(frames, context.fps));
}

/** The words of each spoken element that sound, in the order of the video. */
function spokenLines(
  video: VideoSpec,
  subtitles: SubtitlesElement,
  containers: readonly SoundingContainer[],
  { facts, fps }: Context,
): CaptionWord[][] {
  const probes = new Map([...facts.assets].map(([src, { probe }]) => [src, probe]));
  const spoken = new Set<unknown>(spokenElements(video, subtitles, probes));
  return containers.flatMap(({ start, items }) =>
    items.flatMap(({ element, medium, span }) => {
      if (!medium || !spoken.has(element) || !('src' in element)) return [];
      const transcript = facts.transcripts.get(element.src);
      if (!transcript)
        throw new Error(`the facts lack the transcript of ${element.type} ${element.id ?? ''}`);
      const atMs = msAtFrame(start + span.from, fps);
      const fromMs = medium.seekUs / 1000;
      const heardMs = Math.min(msAtFrame(start + span.until, fps) - atMs, (medium.lengthUs ?? 0) / 1000);
      return [soundingWords({ words: transcript.words, fromMs, untilMs: fromMs + heardMs, atMs })];
    }),
  );
}

/** The pictures of the captions: one per line, or per word for `progressive`; each distinct text is laid out once. */
export function drawCaptions(lines: readonly CaptionLine[], video: VideoSpec, context: Context): Shown[] {
  const subtitles = subtitlesOf(video);
  if (!subtitles) return [];
  const laidOut = new Map<string, Drawing | undefined>();
  const pointer = `/elements/${video.elements.indexOf(subtitles)}`;
  const shownText = subtitles.settings.style === 'progressive' ? lines.flatMap(wordByWord) : lines;
  return shownText.flatMap(({ text, startMs, endMs }) => {
    const span = { from: frameAtMs(startMs, context.fps), until: frameAtMs(endMs, context.fps) };
    if (span.from >= span.until) return [];
    if (!laidOut.has(text)) laidOut.set(text, drawCaption(text, subtitles, { pointer, context }));
    const drawing = laidOut.get(text);
    return drawing ? [{ drawing, span, zIndex: subtitles['z-index'] }] : [];
  });
}

/** Each word until the next one; the last to the end of the line. */
function wordByWord({ words, startMs, endMs }: CaptionLine): CaptionWord[] {
  return words.map((word, index) => ({
    text: word.text,
    startMs: index === 0 ? startMs : word.startMs,
    endMs: words[index + 1]?.startMs ?? endMs,
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
