import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { LOGGER, type Logger } from '@reelmill/observability';
import type { Request, Response } from 'express';
import { continueTrace, traceIdOf } from '../traceparent';
import { drainUnread } from './drain-unread';
import { toProblem } from './to-problem';

const OF_THE_ANSWER_NOT_SENT = [
  'Content-Disposition',
  'Content-Length',
  'Content-Range',
  'ETag',
  'Location',
  'Retry-After',
];

/** Answers every error as `application/problem+json`; what is our fault goes to the log under the same trace id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    // The client has gone in the middle of its request: there is nobody to answer, and nothing went wrong here.
    if (request.socket.destroyed) return;
    const problem = toProblem(error);
    const traceId = traceIdOf(continueTrace(request.headers.traceparent));
    if (problem.status >= 500) {
      const { method, path } = request;
      this.logger.error(
        { err: problem.cause ?? problem, trace_id: traceId, method, path },
        'a request failed',
      );
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    drainUnread(request);
    for (const name of OF_THE_ANSWER_NOT_SENT) response.removeHeader(name);
    response.status(problem.status).set({ 'Cache-Control': 'no-store', ...problem.headers });
    // As bytes, since Express adds a charset to text, which this media type does not have.
    response.type('application/problem+json').send(Buffer.from(JSON.stringify(problem.toBody(traceId))));
  }
}
