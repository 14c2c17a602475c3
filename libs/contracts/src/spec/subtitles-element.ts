import { z } from 'zod';
import { parseCaptions } from './captions-file';
import { placed, positionKeys } from './position';
import { Id, SpecColour, elementKeys, plainText } from './scalars';
import { letterKeys } from './text-element';

const SubtitlesSettings = z
  .strictObject({
    /** `classic`: a line at a time; `progressive`: one word at a time. */
    style: z.enum(['classic', 'progressive']).default('classic'),
    ...letterKeys,
    'line-color': SpecColour.default('#ffffff'),
    /** Of the word being spoken, in `progressive`. */
    'word-color': SpecColour.default('#ffff00'),
    ...positionKeys,
    /** 4 for transcribed words; captions that are given keep their own lines without it. */
    'max-words-per-line': z.int().min(1).max(50).optional(),
    'all-caps': z.boolean().default(false),
  })
  .transform((settings) => placed(settings, 'bottom-center'));
export type SubtitlesSettings = z.output<typeof SubtitlesSettings>;

const Captions = plainText(1_000_000).superRefine((text, context) => {
  if (/^\s*https?:\/\/\S*\s*$/i.test(text)) {
    context.addIssue({
      code: 'custom',
      message: 'captions from an address are not supported yet; give the SRT or VTT text itself',
    });
    return;
  }
  const parsed = parseCaptions(text);
  if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.message });
});

export const SubtitlesElement = z.strictObject({
  type: z.literal('subtitles'),
  ...elementKeys,
  /** SRT or VTT text; without it the speech is transcribed. */
  captions: Captions.optional(),
  /** Spoken language, such as `en` or `en-US`; `auto` is `en`. */
  language: z
    .string()
    .regex(/^(auto|[a-z]{2,3}(-[A-Za-z]{2,4})?)$/, 'expected a language such as "en" or "en-US", or "auto"')
    .transform((language) => (language === 'auto' ? 'en' : language))
    .default('en'),
  /** Ids of the elements whose speech is transcribed. */
  source: z
    .union([Id, z.array(Id).min(1).max(1000)], {
      error: 'expected the id of an audio or video element, or a list of ids',
    })
    .transform((source) => (typeof source === 'string' ? [source] : source))
    .optional(),
  settings: SubtitlesSettings.prefault({}),
});
export type SubtitlesElement = z.output<typeof SubtitlesElement>;
