import { createHash } from 'node:crypto';
import { parseSpec, type Probe, type Transcript, type VideoSpec } from '@reelmill/contracts';
import { compileVideos } from '../src/compile-videos';
import type { CompiledVideo, MediaFacts, TextLayout, TimelineProblem } from '../src/types';

/** Media for the tests of this lib: what a probe would say of each, by `src`. */
const picture = (width: number, height: number) =>
  ({ width, height, rotation: 0, codec: 'x', fps: null, hasAlpha: false }) as const;
const sound = (durationUs: number) => [{ codec: 'aac', channels: 2, sampleRate: 44_100, durationUs }];

const seconds = (count: number) => Math.round(count * 1_000_000);

const probe = (kind: Probe['kind'], durationUs: number | null, more: Partial<Probe>): Probe => ({
  kind,
  format: 'x',
  durationUs,
  picture: null,
  audio: [],
  ...more,
});

export const SRC = {
  wide: 'https://example.org/wide.jpg',
  square: 'https://example.org/square.png',
  clip: 'https://example.org/clip-10s.mp4',
  silent: 'https://example.org/silent-3.5s.mp4',
  voice: 'https://example.org/voice-6.03s.mp3',
  music: 'https://example.org/music-20s.mp3',
  strip: 'https://example.org/strip.png',
} as const;

const PROBES: Record<string, Probe> = {
  [SRC.wide]: probe('image', null, { picture: picture(1600, 900) }),
  [SRC.square]: probe('image', null, { picture: picture(200, 200) }),
  [SRC.strip]: probe('image', null, { picture: picture(1, 10_000) }),
  [SRC.clip]: probe('video', seconds(10), { picture: picture(640, 480), audio: sound(seconds(10)) }),
  [SRC.silent]: probe('video', seconds(3.5), { picture: picture(320, 240) }),
  [SRC.voice]: probe('audio', seconds(6.03), { audio: sound(seconds(6.03)) }),
  [SRC.music]: probe('audio', seconds(20), { audio: sound(seconds(20)) }),
};

export const sha256Of = (src: string): string => createHash('sha256').update(src).digest('hex');

/** A transcript with one word each half second. */
export const spoken = (text: string): Transcript => ({
  language: 'en',
  engine: 'test',
  words: text.split(' ').map((word, index) => ({
    text: word,
    startMs: index * 500,
    endMs: index * 500 + 400,
    confidence: 1,
  })),
});

export const facts = (transcripts: Record<string, Transcript> = {}): MediaFacts => ({
  assets: new Map(Object.entries(PROBES).map(([src, each]) => [src, { sha256: sha256Of(src), probe: each }])),
  transcripts: new Map(
    [SRC.voice, SRC.clip, SRC.music].map((src) => [
      src,
      transcripts[src] ?? spoken('one two three four five six.'),
    ]),
  ),
});

/** Half a size wide per character, one line per line feed; an `ß` has no font. */
export const layout: TextLayout = ({ text, size, color }) => {
  const lines = text.split('\n');
  const width = 2 * Math.ceil((Math.max(...lines.map((line) => line.length)) * size) / 4);
  return {
    picture: {
      width: Math.max(2, width),
      height: Math.ceil(lines.length * size * 1.2),
      boxes: [],
      runs: lines.map((line, index) => ({
        text: line === '' ? ' ' : line,
        x: 0,
        y: Math.round(size + index * size * 1.2),
        face: 'noto-sans-400',
        size,
        rightToLeft: false,
        fill: color,
      })),
    },
    missing: text.includes('ß') ? ['ß'] : [],
  };
};

export function specOf(input: unknown): VideoSpec {
  const parsed = parseSpec(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [video] = parsed.videos;
  if (!video) throw new Error('no video');
  return video;
}

export function compiled(input: unknown, known: MediaFacts = facts()): CompiledVideo {
  const result = compileVideos([specOf(input)], { facts: known, layout });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.videos[0]!;
}

export function problemsOf(input: unknown): TimelineProblem[] {
  const result = compileVideos([specOf(input)], { facts: facts(), layout });
  return result.ok ? [] : result.problems;
}
