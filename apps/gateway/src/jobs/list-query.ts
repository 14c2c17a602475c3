import { JOB_STATUSES } from '@reelmill/contracts';
import { z } from 'zod';
import { Problem } from '../problems/problem';
import { decodeCursor } from './jobs-cursor';
import { decodeTaskCursor } from './task-cursor';

const Limit = z
  .string('expected one number')
  .regex(/^([1-9]\d?|100)$/, 'expected a whole number from 1 to 100')
  .transform(Number)
  .default(20);

const cursorBy = <Place>(decode: (text: string) => Place | null) =>
  z.string('expected one cursor').transform((text, context) => {
    const cursor = decode(text);
    if (cursor !== null) return cursor;
    context.addIssue({
      code: 'custom',
      message: 'is no cursor; take next_cursor of the page before as it is',
    });
    return z.NEVER;
  });

const ListQuery = z.strictObject({
  limit: Limit,
  cursor: cursorBy(decodeCursor).optional(),
  status: z.enum(JOB_STATUSES, `expected one of ${JOB_STATUSES.join(', ')}`).optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

const TaskListQuery = z.strictObject({ limit: Limit, cursor: cursorBy(decodeTaskCursor).optional() });
export type TaskListQuery = z.infer<typeof TaskListQuery>;

/** The query of `GET /v1/jobs`. Throws a Problem 400 that names every parameter that is wrong or unknown. */
export const parseListQuery = (query: unknown): ListQuery => parseBy(ListQuery, query);

/** The query of `GET /v1/jobs/{id}/tasks`; throws as {@link parseListQuery} does. */
export const parseTaskListQuery = (query: unknown): TaskListQuery => parseBy(TaskListQuery, query);

function parseBy<Schema extends z.ZodObject>(schema: Schema, query: unknown): z.output<Schema> {
  const parsed = schema.safeParse(query);
  const known = Object.keys(schema.shape).join(', ');
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((parameter) => ({ parameter, message: `unknown; known are ${known}` }))
      : [{ parameter: String(issue.path[0]), message: issue.message }],
  );
  throw new Problem({
    status: 400,
    code: 'invalid_query',
    detail: 'The query can’t be used; see errors.',
    errors,
  });
}
