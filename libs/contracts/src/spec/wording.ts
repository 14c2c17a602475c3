import { distance } from 'fastest-levenshtein';
import { z } from 'zod';

const MAX_SHOWN = 60;
const MAX_LISTED = 14;

/** A value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = [...(JSON.stringify(value) ?? 'nothing')];
  return text.length <= MAX_SHOWN ? text.join('') : `${text.slice(0, MAX_SHOWN - 1).join('')}…`;
}

/** `did you mean "x"?` where one of the known names is near, else the known names. */
export function suggestion(name: unknown, known: readonly string[]): string {
  const nearest = typeof name === 'string' ? nearestOf(name, known) : undefined;
  if (nearest !== undefined) return `did you mean ${JSON.stringify(nearest)}?`;
  if (known.length === 0) return 'nothing may be here';
  return listed(known);
}

function listed(known: readonly string[]): string {
  const names = known.slice(0, MAX_LISTED).map((each) => JSON.stringify(each));
  return `known are ${names.join(', ')}${known.length > MAX_LISTED ? ' and more' : ''}`;
}

function nearestOf(name: string, known: readonly string[]): string | undefined {
  const wanted = name.slice(0, 100).toLowerCase().replaceAll('_', '-');
  const ranked = known
    .map((each) => ({ each, far: distance(wanted, each.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best && best.far <= Math.max(1, Math.floor(wanted.length / 3)) ? best.each : undefined;
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
