import { buffer } from 'node:stream/consumers';
import { fileTypeFromBuffer } from 'file-type/core';
import type { ObjectStore } from './object-store';

/** file-type tells a PNG from an animated one by what comes after its colour profile, which can have some 100 kB. */
const SAMPLE_BYTES = 2 ** 20;

/**
 * The media type of an object by its first bytes, whatever was said of it: a file that calls itself HTML must never be
 * served as such. `application/octet-stream` for what has no marks of its own, such as text. Throws TaskError
 * `input_missing` when absent.
 */
export async function mediaTypeOf(store: ObjectStore, name: string): Promise<string> {
  const sample = await buffer(await store.read(name, { start: 0, end: SAMPLE_BYTES - 1 }));
  return (await fileTypeFromBuffer(sample))?.mime ?? 'application/octet-stream';
}
