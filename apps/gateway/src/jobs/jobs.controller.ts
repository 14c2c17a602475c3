import {
  All,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { isFinalJob } from '@reelmill/contracts';
import { FONT_FAMILIES } from '@reelmill/typesetting';
import type { Request, Response } from 'express';
import { JsonBodies } from '../bodies/json-bodies';
import { invalidBody } from '../problems/invalid-body';
import { methodNotAllowed } from '../problems/method-not-allowed';
import { continueTrace } from '../traceparent';
import { JobControl } from './job-control';
import { JobId } from './job-id';
import { JobReader } from './job-reader';
import { parseJobRequest } from './job-request';
import { jobPath, jobResource, type JobFields, type JobResource } from './job-resource';
import { parseListQuery, parseTaskListQuery } from './list-query';
import { taskResource, type TaskResource } from './task-resource';

/** When to ask again, in seconds. */
const RETRY_AFTER = '1';

@Controller('v1/jobs')
export class JobsController {
  constructor(
    @Inject(JobControl) private readonly control: JobControl,
    @Inject(JobReader) private readonly reader: JobReader,
    @Inject(JsonBodies) private readonly bodies: JsonBodies,
  ) {}

  @Post()
  @HttpCode(202)
  async create(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobResource> {
    const job = await this.bodies.read(request, (body) => {
      const parsed = parseJobRequest(body, { fontFamilies: FONT_FAMILIES });
      if (!parsed.ok) throw invalidBody(parsed.errors);
      const traceparent = continueTrace(request.headers.traceparent);
      return this.control.accept({ ...parsed.request, traceparent });
    });
    response.set('Location', jobPath(job.id));
    return answer(job, response);
  }

  @Get()
  @Header('Cache-Control', 'no-cache')
  async list(@Query() query: unknown): Promise<{ jobs: JobResource[]; next_cursor: string | null }> {
    const { jobs, nextCursor } = await this.reader.page(parseListQuery(query));
    return { jobs: jobs.map(jobResource), next_cursor: nextCursor };
  }

  @Get(':id')
  async read(@JobId() id: string, @Res({ passthrough: true }) response: Response): Promise<JobResource> {
    return answer(await this.reader.one(id), response);
  }

  @Get(':id/tasks')
  @Header('Cache-Control', 'no-cache')
  async tasks(
    @JobId() id: string,
    @Query() query: unknown,
  ): Promise<{ tasks: TaskResource[]; next_cursor: string | null }> {
    const { tasks, nextCursor } = await this.reader.tasks(id, parseTaskListQuery(query));
    return { tasks: tasks.map(taskResource), next_cursor: nextCursor };
  }

  /** 202 while the cancel is on its way; 200 for a job that has ended, which stays as it is. */
  @Delete(':id')
  async cancel(@JobId() id: string, @Res({ passthrough: true }) response: Response): Promise<JobResource> {
    await this.control.cancel(id);
    const job = await this.reader.one(id);
    response.status(isFinalJob(job.status) ? 200 : 202);
    return answer(job, response);
  }

  @All()
  otherOnList(): never {
    throw methodNotAllowed('GET, HEAD, POST');
  }

  @All(':id')
  otherOnJob(): never {
    throw methodNotAllowed('GET, HEAD, DELETE');
  }

  @All(':id/tasks')
  otherOnTasks(): never {
    throw methodNotAllowed('GET, HEAD');
  }
}

/** `no-cache` lets a client keep the answer and ask with its ETag whether it still holds. */
function answer(job: JobFields, response: Response): JobResource {
  response.set('Cache-Control', 'no-cache');
  if (!isFinalJob(job.status)) response.set('Retry-After', RETRY_AFTER);
  return jobResource(job);
}
