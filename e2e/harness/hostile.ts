/** Specs that ask for as much work as they can in few bytes: each has stopped the planning of all jobs once. */
export interface HostileSpec {
  name: string;
  /** Whether the spec alone shows that it asks for too much, so that it is refused when it is posted. */
  refused: boolean;
  make(victim: string): unknown;
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const text = (words: string): object => ({ type: 'text', text: words, settings: { 'font-size': 4 } });

/** As many characters as a text may have, 2,000, in words that no other text has. */
const latin = (seed: number): string =>
  many(400, (word) => (400 * seed + word).toString(36).padStart(4, 'a')).join(' ');

const ideographs = (seed: number): string =>
  many(2000, (index) => String.fromCodePoint(0x4e00 + ((2000 * seed + 7 * index) % 20_000))).join('');

/** Nearly three hours of captions that nobody else shows, about 120 kB. */
function captions(seed: number): string {
  const stamp = (ms: number): string => new Date(ms).toISOString().slice(11, 23);
  const eachMs = 1900;
  return many(
    5000,
    (index) => `${stamp(index * eachMs)} --> ${stamp((index + 1) * eachMs)}\n${seed}x${index}`,
  ).join('\n\n');
}

/** Forty segments that each take a second or more. */
export const LONG_JOB: unknown = {
  resolution: 'full-hd',
  scenes: many(40, (index) => ({
    duration: 4,
    'background-color': '#000000',
    elements: [text(latin(index))],
  })),
};

/** Downloads from where nothing is ever answered. */
export const silentSources = (victim: string): unknown => ({
  scenes: [{ elements: many(100, (index) => ({ type: 'image', src: `http://${victim}/silent/${index}` })) }],
});

export const HOSTILE_SPECS: HostileSpec[] = [
  {
    name: 'sixty long texts',
    refused: false,
    make: () => ({ scenes: [{ elements: many(60, (index) => text(latin(index))) }] }),
  },
  {
    name: 'twenty long texts of ideographs',
    refused: false,
    make: () => ({ scenes: [{ elements: many(20, (index) => text(ideographs(index))) }] }),
  },
  {
    name: 'eight videos with hours of captions',
    refused: false,
    make: () =>
      many(8, (video) => ({
        fps: 1,
        scenes: [{ duration: 10_800 }],
        elements: [{ type: 'subtitles', captions: captions(video) }],
      })),
  },
  {
    name: '33,000 sources of one host',
    refused: true,
    make: (victim) => ({
      scenes: many(33, (scene) => ({
        elements: many(999, (index) => ({ type: 'image', src: `http://${victim}/${scene}/${index}` })),
      })),
    }),
  },
  {
    name: 'the largest, longest and fastest videos',
    refused: true,
    make: () => many(20, () => ({ width: 4096, height: 4096, fps: 120, scenes: [{ duration: 10_800 }] })),
  },
];
