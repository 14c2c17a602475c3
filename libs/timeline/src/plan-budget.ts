import type { Layer, SegmentPlan } from '@reelmill/contracts';

const MAX_LAYERS = 200_000;
const MAX_LETTERS = 5_000_000;
/** What a run or box of a text's picture costs in a plan, in letters. */
const LETTERS_PER_RUN = 10;

/**
 * What the plans of one video may hold in all. Each plan carries whatever shows in it, so a text that shows throughout
 * is written as often as there are segments. Three hours with a title and three captions a second take a fifth
 * of the layers and under half of the letters.
 */
export class PlanBudget {
  private layers = 0;
  private letters = 0;

  /** Counts a plan; whether the video is still within its budget. */
  allows({ under, scenes, over }: SegmentPlan): boolean {
    for (const stack of [under, ...scenes.map(({ layers }) => layers), over]) {
      this.layers += stack.length;
      for (const layer of stack) this.letters += lettersOf(layer);
    }
    return this.layers <= MAX_LAYERS && this.letters <= MAX_LETTERS;
  }
}

function lettersOf(layer: Layer): number {
  if (layer.kind !== 'text') return 0;
  const { boxes, runs } = layer.picture;
  return runs.reduce((sum, { text }) => sum + text.length + LETTERS_PER_RUN, boxes.length * LETTERS_PER_RUN);
}
