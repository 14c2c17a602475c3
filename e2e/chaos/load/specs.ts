import type { Random } from '../random';

export type Spec = Record<string, unknown>;

const SIZES = [
  [64, 36],
  [96, 54],
  [128, 72],
  [160, 90],
] as const;
const WORDS = ['reel', 'mill', 'wheel', 'water', 'grain', 'stone', 'sluice', 'weir'];

/** Small videos of one or two scenes, each other than the rest. @param images each `src` that a picture may have */
export function makeSpecs(random: Random, count: number, images: readonly string[]): Spec[] {
  return Array.from({ length: count }, (_, index) => {
    const [width, height] = random.pick(SIZES);
    return {
      resolution: 'custom',
      width,
      height,
      quality: 'draft',
      scenes: Array.from({ length: random.int(1, 2) }, () => scene(random, index, images)),
    };
  });
}

function scene(random: Random, index: number, images: readonly string[]): Spec {
  const text = { type: 'text', text: `${random.pick(WORDS)} ${random.pick(WORDS)} ${index}` };
  const more = random.next() < 0.4 ? [{ type: 'image', src: random.pick(images), resize: 'cover' }] : [];
  return {
    duration: random.int(1, 3),
    'background-color': colour(random),
    elements: [...more, text],
  };
}

const colour = (random: Random): string => `#${random.int(0, 0xffffff).toString(16).padStart(6, '0')}`;

/** One that takes its worker long enough to be met by a fault that looks for ffmpeg. */
export const longSpec = (text: string): Spec => ({
  resolution: 'custom',
  width: 1280,
  height: 720,
  quality: 'high',
  scenes: [{ duration: 12, 'background-color': '#203040', elements: [{ type: 'text', text }] }],
});

/** @param broken `src` of a file that is no picture */
export const brokenSpec = (broken: string): Spec => ({
  resolution: 'custom',
  width: 64,
  height: 36,
  scenes: [{ duration: 1, elements: [{ type: 'image', src: broken }] }],
});

/** A job that is refused: more pixels of output than one may have. */
export const endlessSpec: Spec = {
  resolution: 'custom',
  width: 3840,
  height: 2160,
  scenes: [{ duration: 100_000, 'background-color': '#203040', elements: [] }],
};
