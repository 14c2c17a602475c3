import type { NextFunction, Request, Response } from 'express';
import { httpRequestSeconds } from './metrics';

/** Node takes some thirty methods, and a label is for what is served. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Express middleware: measures each request under the pattern of its route, so that ids make no labels. */
export function httpTiming(request: Request, response: Response, next: NextFunction): void {
  const stop = httpRequestSeconds.startTimer();
  response.once('close', () => {
    const route = (request.route as { path?: unknown } | undefined)?.path;
    stop({
      method: METHODS.has(request.method) ? request.method : 'other',
      route: typeof route === 'string' ? route : 'none',
      status: response.statusCode,
    });
  });
  next();
}
