import type { Layer, SegmentPlan } from '@reelmill/contracts';
import { plan, rect, type Picture } from '../studio.fixture';

/** Luma of white and black. */
export const WHITE = 235;
export const BLACK = 16;
/** Y, U, V of pure colours in BT.709, limited range. */
export const RED = [63, 102, 240];
export const GREEN = [173, 42, 26];
export const BLUE = [32, 240, 118];

/** The canvas of {@link plan}. */
export const whole = rect(0, 0, 64, 36);

/** A plan of one black scene with these layers. */
export const onBlack = (layers: Layer[], frames = 1): SegmentPlan =>
  plan({ frames, scenes: [{ background: '#000000', layers }] });

/** What two equal lists of frames have in common. */
export const contents = (frames: Picture[]): string[] => frames.map(({ bytes }) => bytes.toString('latin1'));

export const expectClose = (found: number[], wanted: number[], within = 2): void =>
  found.forEach((value, index) => expect(Math.abs(value - wanted[index]!)).toBeLessThanOrEqual(within));
