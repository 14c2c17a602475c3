import { type TextPicture, TaskError } from '@reelmill/contracts';
import { chooseFaces, fallbackFamilies } from './choose-faces';
import { splitClusters, splitParagraphs } from './clusters';
import { candidateFaces, covers } from './face-coverage';
import { fillLines } from './fill-lines';
import { DEFAULT_FAMILY, type Face, facesOfFamily } from './font-manifest';
import { findFamily } from './font-families';
import { lineBreaks } from './line-breaks';
import { measureRun } from './measure';
import { linePitch, placeLines, type Line } from './place-lines';
import type { TextBlock } from './text-block';
import { directionsOf, type Paragraph, type Run, visualRuns } from './visual-runs';

export interface LaidOutText {
  picture: TextPicture;
  /** Characters that no font of the manifest has, each once; an empty box is drawn for them. */
  missing: string[];
  /** 0 for text without a visible character. */
  lines: number;
}

const MAX_LINE_LENGTH = 2000;
const MAX_EXTENT = 16_384;
const MAX_RUNS = 10_000;

function faceSource(family: string, weight: number) {
  const fallback = facesOfFamily(DEFAULT_FAMILY, weight)[0]!;
  const has = covers;
  const find = (name: string, points: readonly number[]): Face | undefined =>
    candidateFaces(name, weight, points[0] ?? 0).find((face) => points.every((point) => covers(face, point)));
  return { fallback, has, find, primary: facesOfFamily(family, weight)[0] ?? fallback };
}

/** Widths of runs of one size, each measured once. */
function widths(size: number): (run: Run) => number {
  const known = new Map<string, number>();
  return (run) => {
    const key = `${run.face.id} ${run.rightToLeft} ${run.text}`;
    const width = known.get(key) ?? measureRun(run, size);
    known.set(key, width);
    return width;
  };
}

/** The lines of a paragraph, each when it is asked for; one without runs for an empty paragraph. */
function* breakParagraph(
  paragraph: Paragraph,
  block: TextBlock,
  widthOf: (run: Run) => number,
): Generator<Line> {
  const { clusters } = paragraph;
  const measured = (start: number, end: number): Line => {
    const runs = visualRuns(paragraph, { start, end }).map((run) => ({ ...run, width: widthOf(run) }));
    return { runs, width: runs.reduce((sum, run) => sum + run.width, 0) };
  };
  const fits = (start: number, end: number) => {
    const length = end > start ? clusters[end - 1]!.start - clusters[start]!.start : 0;
    return length <= MAX_LINE_LENGTH && measured(start, end).width <= block.maxWidth;
  };
  if (clusters.length === 0) yield { runs: [], width: 0 };
  for (const { start, end } of fillLines({ clusters, breaks: lineBreaks(clusters) }, fits))
    yield measured(start, end);
}

function assertDrawable({ width, height, runs }: { width: number; height: number; runs: number }): void {
  if (width <= MAX_EXTENT && height <= MAX_EXTENT && runs <= MAX_RUNS) return;
  throw new TaskError(
    'spec_impossible',
    `The text would take at least ${Math.ceil(width)}x${Math.ceil(height)} pixels; shorten it or choose a smaller size.`,
  );
}

/** All lines, or an end as soon as they are more than a picture can hold: the rest is not even measured. */
function takeDrawable(lines: Iterable<Line>, pitch: number): { lines: Line[]; runs: number } {
  const taken: Line[] = [];
  let [width, runs] = [0, 0];
  for (const line of lines) {
    taken.push(line);
    width = Math.max(width, line.width);
    runs += line.runs.length;
    assertDrawable({ width, height: taken.length * pitch, runs });
  }
  return { lines: taken, runs };
}

/**
 * Lays text out: chooses fonts character by character, breaks lines, orders directions, and gives each run its place.
 * The same block always gives the same result. The picture holds all ink, outline, shadow and box; above the first
 * and below the last line it keeps the room of the face, so that the lines of one style stand at one height.
 * @throws TaskError `spec_impossible` when the result is larger than a picture may be
 */
export function layoutText(block: TextBlock): LaidOutText {
  const family = findFamily(block.family ?? DEFAULT_FAMILY)?.family ?? DEFAULT_FAMILY;
  const source = faceSource(family, block.weight ?? 400);
  const families = fallbackFamilies(family, block.text);
  const widthOf = widths(block.size);
  const missing = new Set<string>();
  const broken = function* (): Generator<Line> {
    for (const text of splitParagraphs(block.text)) {
      const clusters = splitClusters(text);
      const choice = chooseFaces(clusters, families, source);
      choice.missing.forEach((character) => missing.add(character));
      const paragraph = { clusters, faces: choice.faces, directions: directionsOf(clusters) };
      yield* breakParagraph(paragraph, block, widthOf);
    }
  };
  const { lines, runs } = takeDrawable(broken(), linePitch(block));
  const picture = placeLines(lines, block, source.primary);
  assertDrawable({ ...picture, runs });
  return { picture, missing: [...missing], lines: picture.runs.length === 0 ? 0 : lines.length };
}
