import { Param, ParseUUIDPipe } from '@nestjs/common';
import { Problem } from '../problems/problem';

export const unknownJob = (): Problem =>
  new Problem({ status: 404, code: 'job_not_found', detail: 'There is no job with this id.' });

/** The job's id from the path; what is no id can't be the id of a job: 404. */
export const JobId = (): ParameterDecorator =>
  Param('id', new ParseUUIDPipe({ exceptionFactory: unknownJob }));
