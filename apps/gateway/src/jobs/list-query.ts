import { JOB_STATUSES } from '@reelmill/contracts';
import { z } from 'zod';
import { Problem } from '../problems/problem';
import { decodeCursor } from './jobs-cursor';

const Limit = z
  .string('expected one number')
  .regex(/^([1-9]\d?|100)$/, 'expected a whole number from 1 to 100')
  .transform(Number)
  .default(20);

const Cursor = z.string('expected one cursor').transform((text, context) => {
  const cursor = decodeCursor(text);
  if (cursor) return cursor;
  context.addIssue({ code: 'custom', message: 'is no cursor; take next_cursor of the page before as it is' });
  return z.NEVER;
});

const ListQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor.optional(),
  status: z.enum(JOB_STATUSES, `expected one of ${JOB_STATUSES.join(', ')}`).optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** The query of `GET /v1/jobs`. Throws a Problem 400 that names every parameter that is wrong or unknown. */
export function parseListQuery(query: unknown): ListQuery {
  const parsed = ListQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((parameter) => ({ parameter, message: 'unknown; known are limit, cursor, status' }))
      : [{ parameter: String(issue.path[0]), message: issue.message }],
  );
  throw new Problem({
    status: 400,
    code: 'invalid_query',
    detail: 'The query can’t be used; see errors.',
    errors,
  });
}
