/** A spec that asks for as much as it can in few bytes. */
export interface HostileJob {
  name: string;
  make: () => unknown;
  /** The limit that refuses it, by its name in contracts' JOB_LIMITS; undefined where it is too cheap to refuse. */
  refusedBy: { limit: string; at: 'submit' | 'planning' } | undefined;
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const ideographs = (count: number, from: number): string =>
  many(count, (index) => String.fromCodePoint(0x4e00 + ((from + 7 * index) % 20_000))).join('');

const text = (words: string, more: object = {}) => ({
  type: 'text',
  text: words,
  settings: { 'font-size': 4 },
  ...more,
});

/** Captions one after the other, each of `eachMs`. */
export function captionsOf(count: number, eachMs: number, words: (index: number) => string): string {
  const stamp = (ms: number) => new Date(Math.round(ms)).toISOString().slice(11, 23);
  const cue = (index: number) =>
    `${stamp(index * eachMs)} --> ${stamp((index + 1) * eachMs)}\n${words(index)}`;
  return many(count, cue).join('\n\n');
}

const captioned = (seconds: number, captions: string, settings: object = {}) => ({
  scenes: [{ duration: seconds }],
  elements: [{ type: 'subtitles', captions, settings }],
});

const wide = { width: 4096, height: 2160 };

/** Each was a way to stop the planning of all jobs; they say by which limit they are refused, or cost little now. */
export const HOSTILE_JOBS: HostileJob[] = [
  {
    name: 'sixty texts of a letter a line',
    make: () => ({
      scenes: [
        {
          elements: many(60, (index) => text(many(1000, (line) => 'abcdefg'[(index + line) % 7]).join('\n'))),
        },
      ],
    }),
    refusedBy: { limit: 'textRuns', at: 'planning' },
  },
  {
    name: 'twenty long texts of ideographs',
    make: () => ({
      ...wide,
      scenes: [{ elements: many(20, (index) => text(ideographs(2000, 2000 * index), { width: 8192 })) }],
    }),
    refusedBy: undefined,
  },
  {
    name: 'eight videos of three hours with captions all along',
    make: () =>
      many(8, (video) =>
        captioned(
          10_800,
          captionsOf(5400, 2000, (index) => `${video} ${index}`),
        ),
      ),
    refusedBy: { limit: 'tasks', at: 'planning' },
  },
  {
    name: 'eight videos with all the captions that a megabyte holds',
    make: () =>
      many(8, (video) =>
        captioned(
          4800,
          captionsOf(5500, 870, (index) => `${video}x${index}`),
        ),
      ),
    refusedBy: { limit: 'textRuns', at: 'planning' },
  },
  {
    name: 'eight videos with ten hours of captions',
    make: () =>
      many(8, (video) =>
        captioned(
          4500,
          captionsOf(2500, 1800, (index) => `${video} ${index}`),
        ),
      ),
    refusedBy: undefined,
  },
  {
    name: 'captions of 600,000 characters',
    make: () =>
      many(2, () =>
        captioned(
          1000,
          captionsOf(1000, 1000, () => 'word '.repeat(61)),
        ),
      ),
    refusedBy: { limit: 'captionCharacters', at: 'submit' },
  },
  {
    name: 'a hundred thousand different words, shown one by one',
    make: () =>
      captioned(
        10_000,
        captionsOf(10_000, 1000, (index) => many(10, (word) => (10 * index + word).toString(36)).join(' ')),
        { style: 'progressive' },
      ),
    refusedBy: { limit: 'textRuns', at: 'planning' },
  },
  {
    name: 'texts of 240,000 characters',
    make: () => ({ scenes: [{ elements: many(120, () => text('word '.repeat(400))) }] }),
    refusedBy: { limit: 'textCharacters', at: 'submit' },
  },
  {
    name: '33,000 sources of one host',
    make: () => ({
      scenes: many(33, (scene) => ({
        elements: many(999, (index) => ({ type: 'image', src: `http://victim.example/${scene}/${index}` })),
      })),
    }),
    refusedBy: { limit: 'sources', at: 'submit' },
  },
  {
    name: 'the largest, longest and fastest videos',
    make: () => many(20, () => ({ width: 4096, height: 4096, fps: 120, scenes: [{ duration: 10_800 }] })),
    refusedBy: { limit: 'pixelFrames', at: 'submit' },
  },
  {
    name: 'sixty hours of the smallest picture',
    make: () => many(20, () => ({ width: 16, height: 16, fps: 1, scenes: [{ duration: 10_800 }] })),
    refusedBy: { limit: 'tasks', at: 'submit' },
  },
  {
    name: 'thirteen hours of scenes that fade',
    make: () =>
      many(5, () => ({
        width: 16,
        height: 16,
        scenes: many(900, () => ({ duration: 11.5, transition: { duration: 0.5 } })),
      })),
    refusedBy: { limit: 'tasks', at: 'planning' },
  },
  {
    name: 'a thousand boxes over three hours',
    make: () => ({
      scenes: [{ duration: 10_800, elements: many(1000, () => ({ type: 'color', color: '#ffffff' })) }],
    }),
    refusedBy: { limit: 'layers', at: 'submit' },
  },
  {
    name: 'twenty thousand boxes over a minute each',
    make: () => ({
      scenes: many(16, () => ({
        duration: 72,
        elements: many(900, () => ({ type: 'color', color: '#ffffff' })),
      })),
    }),
    refusedBy: { limit: 'layers', at: 'planning' },
  },
  {
    name: 'a page of text over three hours',
    make: () => ({
      fps: 1,
      scenes: [{ duration: 10_800, elements: many(50, () => text('word '.repeat(399))) }],
    }),
    refusedBy: { limit: 'planBytes', at: 'planning' },
  },
];
