import { z } from 'zod';
import { Colour } from '../values';

/** The longest time that a spec may state, in seconds: 3 h. */
export const MAX_SECONDS = 10_800;

const STORABLE = /^[^\0\p{Surrogate}]*$/u;

/**
 * Text that every database and JSON reader takes: no NUL, no half of a surrogate pair. Every free text of the spec is
 * one, since the spec is stored as it was given. Aborts, so that nothing else is asked of text that is too long.
 */
export const plainText = (max: number) =>
  z
    .string()
    .max(max, { abort: true })
    .regex(STORABLE, { error: 'must be valid Unicode text without NUL characters', abort: true });

export const Comment = plainText(2000);

/** A name that other parts of the spec may use. */
export const Id = plainText(100).min(1);

/** `#RRGGBB` or `#RRGGBBAA` in either case; lower case afterwards. */
export const SpecColour = z
  .string()
  .regex(/^#([0-9a-f]{6}|[0-9a-f]{8})$/i, 'expected a colour such as "#ff8800" or "#ff880080"')
  .toLowerCase()
  .pipe(Colour);

export const OpaqueColour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'expected an opaque colour such as "#ff8800"')
  .toLowerCase()
  .pipe(Colour);

/** Where a medium comes from: an address, or an asset that was uploaded. */
export const Source = plainText(4096)
  .regex(/^(https?:\/\/[^\s/?#]\S*|asset:[0-9a-f]{64})$/i, {
    error:
      'expected an http:// or https:// address or "asset:<sha256>"; upload a local file with POST /v1/assets first',
    abort: true,
  })
  .refine((src) => src.startsWith('asset:') || URL.canParse(src), {
    error: 'expected an address that can be parsed, such as "https://example.org/clip.mp4"',
    abort: true,
  })
  .transform((src) => (/^asset:/i.test(src) ? src.toLowerCase() : src));

export const Seconds = z.number().min(0).max(MAX_SECONDS);

/** Aborts, so that the sentence of the union around it is what the caller reads. */
const STATED = z.number().positive({ abort: true }).max(MAX_SECONDS, { abort: true });
const NATURAL = z.literal([-1, 'media', 'auto']);
const CONTAINER = z.literal([-2, 'end']);

/** Of a medium: seconds, `media` (its natural length) or `end` (as long as the container). */
export const MediaDuration = z
  .union([STATED, NATURAL, CONTAINER], {
    error: `expected seconds above 0 and up to ${MAX_SECONDS}, -1 or "media" (natural length), or -2 or "end" (as long as the container)`,
  })
  .transform((value) =>
    typeof value === 'number' && value > 0 ? value : value === -2 || value === 'end' ? 'end' : 'media',
  );

/** Of what has no natural length: seconds or `end`. */
export const StillDuration = z
  .union([STATED, CONTAINER], {
    error: `expected seconds above 0 and up to ${MAX_SECONDS}, or -2 or "end" (as long as the container); this element has no natural length`,
  })
  .transform((value) => (typeof value === 'number' && value > 0 ? value : 'end'));

/** Of a scene: seconds, or `auto`: as long as its elements. */
export const SceneDuration = z
  .union([STATED, NATURAL], {
    error: `expected seconds above 0 and up to ${MAX_SECONDS}, or -1 or "auto" (as long as its elements)`,
  })
  .transform((value) => (typeof value === 'number' && value > 0 ? value : 'auto'));

/** What every element may say. */
export const elementKeys = {
  id: Id.optional(),
  comment: Comment.optional(),
  'z-index': z.int().min(-99).max(99).default(0),
};

/** When an element happens, in seconds of its container. */
export const timeKeys = {
  start: Seconds.default(0),
  /** Rest after the element, which counts for the length of its scene. */
  'extra-time': Seconds.default(0),
};
