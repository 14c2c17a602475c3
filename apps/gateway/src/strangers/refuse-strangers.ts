import type { HostName } from '@reelmill/observability';
import type { NextFunction, Request, Response } from 'express';
import { strangerProblem } from './stranger';

/** Express middleware: answers no request that {@link strangerProblem} finds something against. */
export const refuseStrangers =
  (publicHosts: readonly HostName[]) =>
  (request: Request, _response: Response, next: NextFunction): void =>
    next(strangerProblem({ headers: request.headers, port: request.socket.localPort }, publicHosts));
