import { z } from 'zod';

/** Vertical, then horizontal. */
export const PRESETS = [
  'top-left',
  'top-center',
  'top-right',
  'center-left',
  'center-center',
  'center-right',
  'bottom-left',
  'bottom-center',
  'bottom-right',
] as const;
export type Preset = (typeof PRESETS)[number];

const OTHER_ORDER = {
  center: 'center-center',
  'left-top': 'top-left',
  'center-top': 'top-center',
  'right-top': 'top-right',
  'left-center': 'center-left',
  'right-center': 'center-right',
  'left-bottom': 'bottom-left',
  'center-bottom': 'bottom-center',
  'right-bottom': 'bottom-right',
} as const satisfies Record<string, Preset>;

const OTHER_NAMES = Object.keys(OTHER_ORDER) as (keyof typeof OTHER_ORDER)[];

/** A preset in either word order, or `custom`, which goes by `x` and `y`. */
export const Position = z
  .enum([...PRESETS, 'custom', ...OTHER_NAMES])
  .transform((name): Preset | 'custom' =>
    name in OTHER_ORDER ? OTHER_ORDER[name as keyof typeof OTHER_ORDER] : (name as Preset | 'custom'),
  );

const Offset = z.number().min(-16_384).max(16_384);

/** `x` and `y` are pixels from the canvas' upper left corner to the element's. */
export const positionKeys = { x: Offset.optional(), y: Offset.optional(), position: Position.optional() };

interface Placed {
  x?: number | undefined;
  y?: number | undefined;
  position?: Preset | 'custom' | undefined;
}

/** Fills in what is not said: `x` or `y` means `custom`, nothing means `fallback`. */
export function placed<T extends Placed>(element: T, fallback: Preset) {
  const custom = element.position === 'custom' || element.x !== undefined || element.y !== undefined;
  const { x, y, position, ...rest } = element;
  const where = custom
    ? { position: 'custom' as const, x: x ?? 0, y: y ?? 0 }
    : { position: (position ?? fallback) as Preset };
  return { ...rest, ...where } as Omit<T, 'x' | 'y' | 'position'> & Place;
}

/** Where an element is, after defaults. */
export type Place =
  { position: 'custom'; x: number; y: number } | { position: Preset; x?: undefined; y?: undefined };
