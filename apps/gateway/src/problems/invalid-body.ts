import { Problem } from './problem';

/** One thing that is wrong with a body, with an RFC 6901 pointer from its root. */
export interface BodyError {
  pointer: string;
  message: string;
}

export const invalidBody = (errors: readonly BodyError[]): Problem =>
  new Problem({
    status: 422,
    code: 'invalid_body',
    detail: 'The body can’t be used; see errors.',
    errors,
  });
