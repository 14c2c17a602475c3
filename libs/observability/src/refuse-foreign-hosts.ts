import type { NextFunction, Request, Response } from 'express';
import { isOwnLoopback } from './host-name';

/** Express middleware for a listener on loopback: a page that a browser here has open must not read it by DNS rebinding. */
export function refuseForeignHosts(request: Request, response: Response, next: NextFunction): void {
  if (isOwnLoopback(request.headers.host, request.socket.localPort)) return next();
  response.status(421).type('application/problem+json').send(BODY);
}

// As bytes, since Express adds a charset to text, which this media type does not have.
const BODY = Buffer.from(
  JSON.stringify({
    type: 'about:blank',
    title: 'Misdirected Request',
    status: 421,
    code: 'foreign_host',
    detail:
      'On loopback this listener answers to localhost, 127.0.0.1 and [::1] with its own port only; set ADMIN_HOST to open it.',
  }),
);
