import type { Readable } from 'node:stream';

/** What a {@link ObjectStore.put} left under a name. */
export interface StoredObject {
  object: string;
  /** Size and lower-case hex sha256 of the bytes that the store holds, also when another writer was first. */
  bytes: number;
  sha256: string;
  /** False when the name was taken; the bytes that were there stay. */
  created: boolean;
  /** False when the name was taken by other bytes than the ones offered: two runs of one pure task disagree. */
  identical: boolean;
}

/**
 * Where assets and artifacts lie. Objects never change once stored: a name (contracts' `ObjectName`) always gives
 * the same bytes or none. Names that are no object names are refused with a RangeError.
 */
export interface ObjectStore {
  /**
   * Create-if-absent, atomic: readers see the whole object or none. The local file is moved or hard-linked in, is
   * gone afterwards and must not be used any more. Of several writers of one name one gets `created: true`. Throws
   * StoreFullError, and leaves the file, when the store has too little free space.
   */
  put(name: string, file: string): Promise<StoredObject>;
  /** The size in bytes, or null when absent. */
  stat(name: string): Promise<{ bytes: number } | null>;
  /** A local path to read from only, possibly inside `scratch`. Throws TaskError `input_missing` when absent. */
  materialize(name: string, scratch: string): Promise<string>;
  /** `range` in bytes, `end` inclusive. Throws TaskError `input_missing` when absent. Destroy what you don't read to its end. */
  read(name: string, range?: { start: number; end: number }): Promise<Readable>;
  /**
   * Streams bytes to `assets/<sha256 of them>`, without holding them in memory. Throws TaskError
   * `fetch_too_large` as soon as more than `maxBytes` came, StoreFullError when there is too little free space, for the
   * `bytes` that were announced or on the way, the signal's reason after an abort, and otherwise the
   * source's own error; then nothing is left behind. The source is destroyed when it was not read to its end.
   */
  putAsset(
    source: Readable,
    options: { maxBytes: number; bytes?: number | null; signal?: AbortSignal },
  ): Promise<{ sha256: string; bytes: number }>;
  /** Absent already is no error. */
  delete(name: string): Promise<void>;
  /** Throws when the store can't be written to; for readiness. */
  check(): Promise<void>;
}
