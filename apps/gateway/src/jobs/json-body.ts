import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { MAX_SPEC_VALUES } from '@reelmill/contracts';
import { invalidBody } from '../problems/invalid-body';
import { Problem } from '../problems/problem';
import { jsonSize } from './json-size';

/** No valid body is a third as deep. */
const MAX_DEPTH = 32;
/** Twice what a spec may have, since {@link jsonSize} counts empty lists and objects twice. */
const MAX_VALUES = 2 * MAX_SPEC_VALUES;

/**
 * Reads and parses a JSON body. No parser runs for all routes, since an upload must be touched by none; the one route
 * that takes JSON calls this.
 * @throws Problem 400 malformed, 413 too large, 415 of another type, 422 with more in it than any spec may have
 */
export async function readJsonBody(
  request: IncomingMessage,
  { maxBytes }: { maxBytes: number },
): Promise<unknown> {
  refuseOtherTypes(request.headers);
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  const body = await collect(request, maxBytes);
  refuseOutsized(body);
  return parse(body);
}

function refuseOtherTypes(headers: IncomingHttpHeaders): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='))?.split('=')[1];
  const isJson = /^\s*application\/([\w.-]+\+)?json\s*$/.test(type);
  const isUtf8 = charset === undefined || /^\s*"?utf-?8"?\s*$/.test(charset);
  if (isJson && isUtf8 && (headers['content-encoding'] ?? 'identity') === 'identity') return;
  throw new Problem({
    status: 415,
    code: 'unsupported_media_type',
    detail: 'Send the body as uncompressed JSON in UTF-8, with the header Content-Type: application/json.',
  });
}

/** By listeners: leaving a `for await` loop would destroy the request, and with it the connection for the answer. */
function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      reject(tooLarge(maxBytes));
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

/** Before it is parsed: that alone would stop all other requests for seconds. */
function refuseOutsized(body: Buffer): void {
  const { values, depth } = jsonSize(body);
  if (depth > MAX_DEPTH) {
    throw invalidBody([{ pointer: '', message: `lists and objects lie deeper than ${MAX_DEPTH} levels` }]);
  }
  if (values > MAX_VALUES) {
    const message = `has more than ${MAX_VALUES} keys and list entries; make several jobs of it`;
    throw invalidBody([{ pointer: '', message }]);
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
    throw new Problem({ status: 400, code: 'malformed_json', detail: `The body is no JSON: ${why}.` });
  }
}

const tooLarge = (maxBytes: number): Problem =>
  new Problem({
    status: 413,
    code: 'body_too_large',
    detail: `The body is larger than ${maxBytes} bytes; media belong into POST /v1/assets.`,
  });
