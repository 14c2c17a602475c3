import { Problem } from './problem';

/** A known path with a method that it does not have; `allow` lists those it has, such as `GET, HEAD`. */
export const methodNotAllowed = (allow: string): Problem =>
  new Problem({
    status: 405,
    code: 'method_not_allowed',
    detail: `This address takes ${allow} only.`,
    headers: { Allow: allow },
  });
