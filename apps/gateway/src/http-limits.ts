const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;

/** What callers together, or one that is slow, can take of the gateway. */
export const USUAL_LIMITS = {
  /** Open connections; the next is closed at once. */
  connections: 2_000,
  /** For the headers of a request, in milliseconds. */
  headersMs: 20_000,
  /** One JSON body. */
  jsonBytes: 10 * MEBIBYTE,
  /** For a JSON body to arrive in, in milliseconds. */
  jsonMs: 30_000,
  /** Memory for all JSON bodies at once. */
  jsonBytesInAll: 64 * MEBIBYTE,
  /** Uploads at once. */
  uploads: 16,
  /** An upload must bring so many bytes a second, */
  uploadBytesPerSecond: 16 * KIBIBYTE,
  /** measured over so many milliseconds. */
  uploadWindowMs: 10_000,
};

export type HttpLimits = typeof USUAL_LIMITS;
