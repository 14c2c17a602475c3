import { pipeline } from 'node:stream/promises';
import { All, Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { ObjectStore } from '@reelmill/objects';
import type { JobOutput } from '@reelmill/persistence';
import type { Request, Response } from 'express';
import { JobId } from '../jobs/job-id';
import { JobReader } from '../jobs/job-reader';
import { methodNotAllowed } from '../problems/method-not-allowed';
import { Problem } from '../problems/problem';
import { OBJECT_STORE } from '../resources.module';
import { parseByteRange, type ByteRange } from './byte-range';
import { findOutput } from './find-output';

@Controller('v1/jobs/:id/outputs/:name')
export class OutputsController {
  constructor(
    @Inject(JobReader) private readonly jobs: JobReader,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
  ) {}

  /** Also answers HEAD, as Express does with every GET. */
  @Get()
  async download(
    @JobId() id: string,
    @Param('name') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const output = findOutput(await this.jobs.one(id), name);
    if (!(await this.store.stat(output.object))) throw gone();
    describe(output, response);
    if (request.fresh) return void response.status(304).end();
    const range = requestedRange(request, output);
    if (range === 'unsatisfiable') throw unsatisfiable(output);
    if (range === 'whole') response.set('Content-Length', String(output.bytes));
    else describePart(range, { output, response });
    if (request.method === 'HEAD') return void response.end();
    await this.send(output, { range: range === 'whole' ? undefined : range, response });
  }

  @All()
  other(): never {
    throw methodNotAllowed('GET, HEAD');
  }

  /** `pipeline` closes the file when the client goes. */
  private async send(
    output: JobOutput,
    { range, response }: { range?: ByteRange; response: Response },
  ): Promise<void> {
    try {
      await pipeline(await this.store.read(output.object, range), response);
    } catch (error) {
      if (!isClientGone(error)) throw error;
    }
  }
}

function describe(output: JobOutput, response: Response): void {
  response.set({
    'Content-Type': output.contentType,
    'Content-Disposition': `attachment; filename="${output.name.replace(/[^\w.-]/g, '_')}"`,
    // Whatever a browser makes of the bytes, it runs nothing in them as ours.
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    ETag: entityTag(output),
  });
}

function describePart(
  { start, end }: ByteRange,
  { output, response }: { output: JobOutput; response: Response },
): void {
  response.status(206).set({
    'Content-Range': `bytes ${start}-${end}/${output.bytes}`,
    'Content-Length': String(end - start + 1),
  });
}

/** A range of an older version (If-Range) is no range of this one: the whole file is sent, RFC 9110 section 13.1.5. */
function requestedRange(request: Request, output: JobOutput): ReturnType<typeof parseByteRange> {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== entityTag(output)) return 'whole';
  return parseByteRange(request.headers.range, output.bytes);
}

const entityTag = ({ sha256 }: JobOutput): string => `"${sha256}"`;

const isClientGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

const gone = (): Problem =>
  new Problem({
    status: 404,
    code: 'output_gone',
    detail: 'The file is no longer in the object store; post the job again to make it anew.',
  });

const unsatisfiable = ({ bytes }: JobOutput): Problem =>
  new Problem({
    status: 416,
    code: 'range_not_satisfiable',
    detail: `The file has ${bytes} bytes.`,
    headers: { 'Content-Range': `bytes */${bytes}` },
  });
