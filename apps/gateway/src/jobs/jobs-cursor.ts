/** Place of a job in the list, newest first. */
export interface JobsCursor {
  /**
   * Microseconds since 1970 as decimal digits: Postgres counts microseconds and a JavaScript Date only milliseconds, so
   * that a Date would skip or repeat jobs of the same millisecond.
   */
  createdAtUs: string;
  id: string;
}

const PLACE = /^(\d{1,16}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The cursor that a caller gets: opaque, safe in a URL. */
export const encodeCursor = ({ createdAtUs, id }: JobsCursor): string =>
  Buffer.from(`${createdAtUs} ${id}`).toString('base64url');

/** Null for what {@link encodeCursor} did not make. */
export function decodeCursor(text: string): JobsCursor | null {
  const [, createdAtUs, id] = PLACE.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (createdAtUs === undefined || id === undefined || !Number.isSafeInteger(Number(createdAtUs)))
    return null;
  return { createdAtUs, id };
}
