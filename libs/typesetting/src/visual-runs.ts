import bidiFactory from 'bidi-js';
import type { Cluster } from './clusters';
import type { LineSpan } from './fill-lines';
import type { Face } from './font-manifest';

/** Text of one face and one direction. */
export interface Run {
  text: string;
  face: Face;
  rightToLeft: boolean;
}

export interface Paragraph {
  clusters: readonly Cluster[];
  /** By cluster. */
  faces: readonly Face[];
  directions: Directions;
}

const bidi = bidiFactory();

export type Directions = ReturnType<typeof bidi.getEmbeddingLevels>;

/**
 * Levels of the Unicode bidirectional algorithm; the base direction is that of the first strong character. Emoji are
 * shown to the library as neutral objects of the same length, since it takes halves of surrogate pairs for letters.
 */
export function directionsOf(clusters: readonly Cluster[]): Directions {
  const text = clusters
    .map(({ kind, text }) => (kind === 'emoji' ? '\ufffc'.repeat(text.length) : text))
    .join('');
  return bidi.getEmbeddingLevels(text, 'auto');
}

interface LogicalRun extends Run {
  start: number;
}

function logicalRuns({ clusters, faces, directions }: Paragraph, line: LineSpan): LogicalRun[] {
  const runs: LogicalRun[] = [];
  let lastLevel = -1;
  for (let index = line.start; index < line.end; index += 1) {
    const cluster = clusters[index]!;
    if (cluster.kind === 'hidden') continue;
    const face = faces[index]!;
    const level = directions.levels[cluster.start] ?? 0;
    const last = runs.at(-1);
    if (last && last.face === face && lastLevel === level) last.text += cluster.text;
    else runs.push({ text: cluster.text, face, rightToLeft: level % 2 === 1, start: cluster.start });
    lastLevel = level;
  }
  return runs;
}

/** The runs of a line as they stand from left to right. */
export function visualRuns(paragraph: Paragraph, line: LineSpan): Run[] {
  const { clusters, directions } = paragraph;
  const runs = logicalRuns(paragraph, line);
  if (runs.some(({ rightToLeft }) => rightToLeft)) {
    const first = clusters[line.start]!.start;
    const text = clusters
      .slice(line.start, line.end)
      .map((cluster) => cluster.text)
      .join('');
    const levels = directions.levels.slice(first, first + text.length);
    const base = directions.paragraphs[0]?.level ?? 0;
    const whole = { levels, paragraphs: [{ start: 0, end: text.length - 1, level: base }] };
    const order = bidi.getReorderedIndices(text, whole);
    const place = new Map(order.map((index, position) => [first + index, position]));
    runs.sort((a, b) => (place.get(a.start) ?? 0) - (place.get(b.start) ?? 0));
  }
  return runs.map(({ text, face, rightToLeft }) => ({ text, face, rightToLeft }));
}
