import type { IncomingHttpHeaders } from 'node:http';
import { MAX_SPEC_VALUES } from '@reelmill/contracts';
import { invalidBody } from '../problems/invalid-body';
import { Problem } from '../problems/problem';
import { jsonSize } from './json-size';

/** No valid body is a third as deep. */
const MAX_DEPTH = 32;
/** Twice what a spec may have, since {@link jsonSize} counts empty lists and objects twice. */
const MAX_VALUES = 2 * MAX_SPEC_VALUES;

/** Throws a Problem 415 for anything but JSON in UTF-8, as a page of another site may send without asking. */
export function refuseOtherTypes(headers: IncomingHttpHeaders): void {
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

/** Throws a Problem 400 for what is no JSON, 422 for one with more in it than any spec may have. */
export function parseJsonBody(body: Buffer): unknown {
  refuseOutsized(body);
  return parse(body);
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
