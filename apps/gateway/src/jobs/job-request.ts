import { DEFAULT_PRIORITY, Priority, jsonPointer, parseSpec, unknownKey } from '@reelmill/contracts';
import type { BodyError } from '../problems/invalid-body';

const KEYS = ['type', 'input', 'priority'];
/** Of a body with thousands of them, that many are enough to see what is wrong. */
const MAX_UNKNOWN = 100;

export type ParsedJobRequest =
  | { ok: true; request: { type: 'render'; input: unknown; priority: number } }
  | { ok: false; errors: BodyError[] };

/** The body of `POST /v1/jobs`: everything that is wrong with it at once, the spec's errors included. */
export function parseJobRequest(
  body: unknown,
  { fontFamilies }: { fontFamilies: readonly string[] },
): ParsedJobRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return {
      ok: false,
      errors: [{ pointer: '', message: 'expected an object such as { "type": "render", "input": { … } }' }],
    };
  }
  const { type, input, priority = DEFAULT_PRIORITY } = body as Record<string, unknown>;
  const errors = unknownKeys(body);
  if (type !== 'render') errors.push({ pointer: '/type', message: 'expected "render"' });
  const parsedPriority = Priority.safeParse(priority);
  if (!parsedPriority.success)
    errors.push({ pointer: '/priority', message: 'expected a whole number from 0 to 10' });
  if (input === undefined) errors.push({ pointer: '/input', message: 'is required: the video to make' });
  else {
    const spec = parseSpec(input, { pointer: '/input', fontFamilies });
    if (!spec.ok) errors.push(...spec.problems);
  }
  if (errors.length > 0 || !parsedPriority.success) return { ok: false, errors };
  return { ok: true, request: { type: 'render', input, priority: parsedPriority.data } };
}

function unknownKeys(body: object): BodyError[] {
  const unknown = Object.keys(body).filter((key) => !KEYS.includes(key));
  return unknown
    .slice(0, MAX_UNKNOWN)
    .map((key) => ({ pointer: jsonPointer([key]), message: unknownKey(key, KEYS) }));
}
