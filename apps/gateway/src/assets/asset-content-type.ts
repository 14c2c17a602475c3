import { Problem } from '../problems/problem';

const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/;
/** What `curl --data-binary` says of any file. */
const SAYS_NOTHING = 'application/x-www-form-urlencoded';
const UNKNOWN = 'application/octet-stream';

/** The media type of an upload, without parameters, lower case. Throws a Problem 415 for a form. */
export function assetContentType(header: string | undefined): string {
  const type = (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type.startsWith('multipart/')) {
    throw new Problem({
      status: 415,
      code: 'unsupported_media_type',
      detail:
        'Send the file itself as the body, not a form: curl --data-binary @clip.mp4 -H "Content-Type: video/mp4".',
    });
  }
  return MEDIA_TYPE.test(type) && type !== SAYS_NOTHING ? type : UNKNOWN;
}
