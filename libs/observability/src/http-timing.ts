import type { NextFunction, Request, Response } from 'express';
import { httpRequestSeconds } from './metrics';

/** Express middleware: measures each request under the pattern of its route, so that ids make no labels. */
export function httpTiming(request: Request, response: Response, next: NextFunction): void {
  const stop = httpRequestSeconds.startTimer();
  response.once('close', () => {
    const route = (request.route as { path?: unknown } | undefined)?.path;
    stop({
      method: request.method,
      route: typeof route === 'string' ? route : 'none',
      status: response.statusCode,
    });
  });
  next();
}
