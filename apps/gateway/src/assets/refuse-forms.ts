import { Problem } from '../problems/problem';

/** Throws a Problem 415 for a form: its parts and borders would be stored as if they were the file. */
export function refuseForms(contentType: string | undefined): void {
  if (!contentType?.trimStart().toLowerCase().startsWith('multipart/')) return;
  throw new Problem({
    status: 415,
    code: 'unsupported_media_type',
    detail: 'Send the file itself as the body, not a form: curl --data-binary @clip.mp4.',
  });
}
