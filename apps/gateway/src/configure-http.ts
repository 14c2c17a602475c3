import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { HttpLimits } from './http-limits';

/** For the slowest upload that still moves, in milliseconds. */
export const REQUEST_LIMIT_MS = 3_600_000;
/** A connection on which nothing moves is closed. */
const IDLE_LIMIT_MS = 120_000;
/** Longer than the usual 60 s of load balancers, which would otherwise reuse a connection that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

/** Limits and headers of the whole HTTP interface. */
export function configureHttp(app: NestExpressApplication, limits: HttpLimits): void {
  const server: Server = app.getHttpServer();
  server.maxConnections = limits.connections;
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = REQUEST_LIMIT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.setTimeout(IDLE_LIMIT_MS);
  app.set('etag', 'strong');
  app.use(safeHeaders, answerConditions);
}

function safeHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'X-Frame-Options': 'DENY',
  });
  next();
}

/**
 * `fetch` adds `Cache-Control: no-cache` to each request with If-None-Match, and Express then never answers 304. The
 * directive speaks to caches on the way, RFC 9111 section 5.2.1.4; this is the origin.
 */
function answerConditions(request: Request, _response: Response, next: NextFunction): void {
  delete request.headers['cache-control'];
  next();
}
