/** The cursor that a caller gets for the name of the last task of a page: opaque, safe in a URL. */
export const encodeTaskCursor = (name: string): string => Buffer.from(name).toString('base64url');

/** Null for what {@link encodeTaskCursor} did not make. */
export function decodeTaskCursor(text: string): string | null {
  const name = Buffer.from(text, 'base64url').toString();
  return name !== '' && encodeTaskCursor(name) === text ? name : null;
}
