import { z } from 'zod';
import { placed, positionKeys } from './position';
import { SpecColour, StillDuration, elementKeys, plainText, timeKeys } from './scalars';

/** How letters look, in titles and captions alike; sizes in pixels. */
export const letterKeys = {
  /** A family of the font manifest. */
  'font-family': plainText(100).min(1).optional(),
  'font-size': z.number().min(4).max(1000).optional(),
  'font-weight': z
    .union([z.literal([400, 700]), z.literal(['normal', 'bold'])], {
      error: 'expected 400 or "normal", 700 or "bold"',
    })
    .transform((weight) => (weight === 700 || weight === 'bold' ? (700 as const) : (400 as const)))
    .optional(),
  'outline-color': SpecColour.default('#000000'),
  /** Default: none for text; for captions without a box, 8 % of the size. */
  'outline-width': z.number().min(0).max(50).optional(),
  'shadow-color': SpecColour.default('#000000'),
  /** To the right and down. */
  'shadow-offset': z.number().min(0).max(100).default(0),
  /** Of the box behind the letters; none without it. */
  'box-color': SpecColour.optional(),
};

export const TextSettings = z
  .strictObject({
    ...letterKeys,
    'font-color': SpecColour.optional(),
    /** Another name of `font-color`. */
    color: SpecColour.optional(),
    'text-align': z.enum(['left', 'center', 'right']).default('center'),
    /** Of the font size. */
    'line-height': z.number().min(0.5).max(4).optional(),
  })
  .transform(({ color, 'font-color': fontColor, ...rest }) => ({
    ...rest,
    'font-color': fontColor ?? color ?? '#ffffff',
  }));

export const TextElement = z
  .strictObject({
    type: z.literal('text'),
    ...elementKeys,
    text: plainText(2000).regex(/\S/, 'must not be blank'),
    ...timeKeys,
    duration: StillDuration.default('end'),
    ...positionKeys,
    /** Where lines wrap, in pixels. */
    width: z.number().min(1).max(16_384).optional(),
    settings: TextSettings.prefault({}),
  })
  .transform((element) => placed(element, 'center-center'));
export type TextElement = z.output<typeof TextElement>;
