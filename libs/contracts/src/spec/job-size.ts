import { longestTogether, parseCaptions, type GivenCue } from './captions-file';
import { beyondCaptionLength, beyondLimit, MAX_TEXT_WIDTHS, type JobLimit } from './job-limits';
import type { Path } from './json-pointer';
import type { SubtitlesElement } from './subtitles-element';
import type { SceneSpec, TopElement, VideoSpec } from './video';

/** No piece of a video is longer, in seconds: that of a transition may be so long. */
const LONGEST_PIECE = 10;
/** Rates such as 23.98 stand for one that is so much lower at most, by 24000/1001. */
const RATE_SLACK = 0.999;

/** What a spec asks for as far as it says so: planning finds no less. */
export type JobSize = Partial<Record<JobLimit, number>>;

/** The figures of a whole job by its spec alone. */
export function statedSize(videos: readonly VideoSpec[]): JobSize {
  const elements = videos.flatMap(elementsOf);
  const sources = new Set(elements.flatMap((element) => ('src' in element ? [element.src] : [])));
  const downloads = [...sources].filter((src) => !src.startsWith('asset:')).length;
  const lengths = videos.map(leastSeconds);
  return {
    sources: sources.size,
    textCharacters: sumOf(elements, (element) => (element.type === 'text' ? element.text.length : 0)),
    captionCharacters: sumOf(elements, captionCharacters),
    layers: sumOf(videos, (video, index) => leastLayers(video, lengths[index]!)),
    pixelFrames: sumOf(videos, leastPixelFrames),
    tasks: downloads + 2 * videos.length + sumOf(lengths, leastPieces),
  };
}

/**
 * The limits that a spec is beyond, texts that are too wide, captions too long together; paths as of one video, or of
 * a list.
 */
export function* limitFindings(videos: readonly VideoSpec[], isList: boolean) {
  for (const [name, figure] of Object.entries(statedSize(videos)) as [JobLimit, number][]) {
    const message = beyondLimit(name, figure);
    if (message !== undefined) yield { path: [], message };
  }
  for (const [index, video] of videos.entries()) {
    const path = isList ? [index] : [];
    yield* wideTexts(video, path);
    yield* longCaptions(video, path);
  }
}

/** Of captions that surely are in the video, and are not cut into lines of fewer words. */
function* longCaptions(video: VideoSpec, path: Path) {
  const untilMs = leastSeconds(video) * 1000;
  for (const [index, element] of video.elements.entries()) {
    if (element.type !== 'subtitles' || element.settings['max-words-per-line'] !== undefined) continue;
    const longest = longestTogether(givenCues(element).filter(({ startMs }) => startMs < untilMs));
    const message = longest && beyondCaptionLength(longest);
    if (message !== undefined) yield { path: [...path, 'elements', index, 'captions'], message };
  }
}

function* wideTexts(video: VideoSpec, path: Path) {
  const most = MAX_TEXT_WIDTHS * video.width;
  for (const { elements, path: place } of [
    ...video.scenes.map((scene, index) => ({ ...scene, path: ['scenes', index] })),
    { elements: video.elements, path: [] },
  ]) {
    for (const [index, element] of elements.entries()) {
      if (element.type !== 'text' || element.width === undefined || element.width <= most) continue;
      yield {
        path: [...path, ...place, 'elements', index, 'width'],
        message: `must be at most ${most}, ${MAX_TEXT_WIDTHS} times the width of the video (got ${element.width})`,
      };
    }
  }
}

const elementsOf = (video: VideoSpec): TopElement[] => [
  ...video.scenes.flatMap((scene) => scene.elements),
  ...video.elements,
];

const sumOf = <T>(items: readonly T[], figure: (item: T, index: number) => number): number =>
  items.reduce((sum, item, index) => sum + figure(item, index), 0);

const captionCharacters = (element: TopElement): number =>
  element.type === 'subtitles' ? sumOf(givenCues(element), ({ text }) => text.length) : 0;

const cues = new WeakMap<SubtitlesElement, readonly GivenCue[]>();

/** None when they are to be transcribed. Read once: the largest take a tenth of a second. */
function givenCues(element: SubtitlesElement): readonly GivenCue[] {
  const known = cues.get(element);
  if (known) return known;
  const parsed = parseCaptions(element.captions ?? '');
  const found = parsed.ok ? parsed.cues : [];
  cues.set(element, found);
  return found;
}

/** A scene's own length; where it goes by its elements, the latest end among those that state it. */
function leastSceneSeconds({ duration, elements }: SceneSpec): number {
  return duration === 'auto' ? latestEnd(elements) : duration;
}

const latestEnd = (elements: readonly TopElement[]): number =>
  elements.reduce((latest, element) => {
    if (element.type === 'subtitles' || typeof element.duration !== 'number') return latest;
    return Math.max(latest, element.start + element.duration + element['extra-time']);
  }, 0);

/** Scenes overlap by min(T, half the shorter), which never takes more from two of them than both gain by being longer. */
function leastSeconds({ scenes, elements }: VideoSpec): number {
  if (scenes.length === 0) return latestEnd(elements);
  const lengths = scenes.map(leastSceneSeconds);
  return sumOf(scenes, ({ transition }, index) => {
    const own = lengths[index]!;
    const isCut = index === 0 || !transition || transition.style === 'cut';
    return isCut ? own : own - Math.min(transition.duration, own / 2, lengths[index - 1]! / 2);
  });
}

/** Half a frame less for each scene, since its length is rounded to frames. */
function leastPixelFrames(video: VideoSpec): number {
  const frames = leastSeconds(video) * video.fps * RATE_SLACK - video.scenes.length;
  return video.width * video.height * Math.max(0, frames);
}

const leastPieces = (seconds: number): number => Math.floor(seconds / LONGEST_PIECE);

/** Of what has no end of its own: it shows in each piece from its start on. */
function leastLayers(video: VideoSpec, seconds: number): number {
  const inside = (elements: readonly TopElement[], container: number) =>
    sumOf(elements, (element) => {
      if (element.type !== 'image' && element.type !== 'text' && element.type !== 'color') return 0;
      const until = element.duration === 'end' ? container : element.start + element.duration;
      return leastPieces(Math.max(0, Math.min(container, until) - element.start));
    });
  const ofScenes = sumOf(video.scenes, (scene) => inside(scene.elements, leastSceneSeconds(scene)));
  return ofScenes + inside(video.elements, seconds);
}
