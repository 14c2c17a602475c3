import { buffer } from 'node:stream/consumers';
import { fileTypeFromBuffer } from 'file-type/core';
import type { ObjectStore } from './object-store';

/** What file-type looks at to tell all types that it knows. */
const SAMPLE_BYTES = 4100;

/**
 * The media type of an object by its first bytes, whatever was said of it: a file that calls itself HTML must never be
 * served as such. `application/octet-stream` for what has no marks of its own, such as text. Throws TaskError
 * `input_missing` when absent.
 */
export async function mediaTypeOf(store: ObjectStore, name: string): Promise<string> {
  const sample = await buffer(await store.read(name, { start: 0, end: SAMPLE_BYTES - 1 }));
  return (await fileTypeFromBuffer(sample))?.mime ?? 'application/octet-stream';
}
