import { Problem } from './problem';

/** RFC 9110 section 15.5.9: a server that has not got the whole request in time ends the connection. */
export const tooSlow = (detail: string): Problem =>
  new Problem({ status: 408, code: 'body_too_slow', detail, headers: { Connection: 'close' } });
