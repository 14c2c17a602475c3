import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

const MAX_SHOWN = 60;
const MAX_LISTED = 14;
/** Of a name, what is compared; and of the known names, which may be a caller's own ids, how many. */
const MAX_COMPARED = 100;
const MAX_CANDIDATES = 1000;

/** A value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  // Cut before it is taken apart: two code units are at most one character.
  const short = typeof value === 'string' ? value.slice(0, 2 * MAX_SHOWN) : value;
  const text = [...(JSON.stringify(short) ?? 'nothing')];
  return text.length <= MAX_SHOWN ? text.join('') : `${text.slice(0, MAX_SHOWN - 1).join('')}…`;
}

/** What is said of a key that nobody knows, with the nearest known one where one is near. */
export const unknownKey = (key: string, known: readonly string[]): string =>
  `unknown key ${shown(key)}; ${suggestion(key, known)}`;

/** `did you mean "x"?` where one of the known names is near, else the known names. */
export function suggestion(name: unknown, known: readonly string[]): string {
  const nearest = typeof name === 'string' ? nearestOf(name, known) : undefined;
  if (nearest !== undefined) return `did you mean ${JSON.stringify(nearest)}?`;
  if (known.length === 0) return 'nothing may be here';
  return listed(known);
}

function listed(known: readonly string[]): string {
  const names = known.slice(0, MAX_LISTED).map(shown);
  return `known are ${names.join(', ')}${known.length > MAX_LISTED ? ' and more' : ''}`;
}

/** Near is a third of the letters; a known name whose length alone differs by more is not looked at. */
function nearestOf(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, MAX_COMPARED).toLowerCase().replaceAll('_', '-');
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: { each: string; far: number } | undefined;
  for (const each of known.slice(0, MAX_CANDIDATES)) {
    if (Math.abs(each.length - wanted.length) > limit) continue;
    const far = distance(wanted, each.toLowerCase());
    if (far <= limit && (best === undefined || far < best.far)) best = { each, far };
  }
  return best?.each;
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What zod found, in plain words; `given` is the value it is about. */
export function describe(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(TYPES[issue.expected] ?? issue.expected, given);
    case 'invalid_value':
      return wrongName(issue.values.map(String), given);
    case 'invalid_union':
      if ('options' in issue) return wrongName((issue.options ?? []).map(String), given);
      return `${issue.message} (got ${shown(given)})`;
    case 'too_small':
      return `${tooSmall(issue)} (got ${amount(given)})`;
    case 'too_big':
      return `${tooBig(issue)} (got ${amount(given)})`;
    case 'not_multiple_of':
      return `must be ${issue.divisor === 2 ? 'an even number' : `a multiple of ${issue.divisor}`} (got ${shown(given)})`;
    default:
      return `${issue.message} (got ${shown(given)})`;
  }
}

function wrongType(expected: string, given: unknown): string {
  return given === undefined
    ? `is missing; expected ${expected}`
    : `expected ${expected} (got ${shown(given)})`;
}

function wrongName(known: string[], given: unknown): string {
  if (given === undefined) return `is missing; ${listed(known)}`;
  return `unknown value ${shown(given)}; ${suggestion(given, known)}`;
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'string')
    return minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`;
  if (origin === 'array') return `must have at least ${minimum} entr${minimum === 1 ? 'y' : 'ies'}`;
  return inclusive === false ? `must be above ${minimum}` : `must be at least ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): string {
  if (origin === 'string') return `must have at most ${maximum} characters`;
  if (origin === 'array') return `must have at most ${maximum} entries`;
  return inclusive === false ? `must be below ${maximum}` : `must be at most ${maximum}`;
}

function amount(given: unknown): string {
  if (Array.isArray(given)) return String(given.length);
  return typeof given === 'string' ? `${given.length} characters` : shown(given);
}
