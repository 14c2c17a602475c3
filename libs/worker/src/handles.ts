import { Catch, UseFilters, applyDecorators, type ExceptionFilter } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Command, PayloadOf, ReplyOf } from '@reelmill/contracts';
import { throwError, type Observable } from 'rxjs';
import type { TaskContext } from './task-context';

/** Nest turns every exception of a handler into `Internal server error`; this hands it on as it is. */
@Catch()
class RethrowFilter implements ExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

type Handler<C extends Command> = (payload: PayloadOf<C>, task: TaskContext) => Promise<ReplyOf<C>>;

/**
 * Marks a controller's method as the one handler of a command; a method of other types does not compile.
 *
 * `@Handles(renderSegment) async render(@Payload() plan: SegmentPlan, @Ctx() task: TaskContext): Promise<RenderedSegment>`
 */
export function Handles<C extends Command>(
  command: C,
): <Method extends Handler<C>>(
  target: object,
  name: string | symbol,
  method: TypedPropertyDescriptor<Method>,
) => void {
  return applyDecorators(MessagePattern(command.name), UseFilters(RethrowFilter));
}
