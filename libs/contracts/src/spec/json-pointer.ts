/** A place in a document, as keys and indices. */
export type Path = readonly PropertyKey[];

/** A longer key would only make an answer as large as a hostile body. */
const MAX_KEY = 100;

/** RFC 6901 pointer to a place; it ends above the first key of more than 100 characters. */
export function jsonPointer(path: Path): string {
  const tokens = path.map(String);
  const tooLong = tokens.findIndex((token) => token.length > MAX_KEY);
  return tokens
    .slice(0, tooLong === -1 ? undefined : tooLong)
    .map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** The value at a place of a document; undefined where there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    document,
  );
}
