/** A place in a document, as keys and indices. */
export type Path = readonly PropertyKey[];

/** No valid spec is deeper; what lies below is left as it is. */
const MAX_DEPTH = 10;

export const kebab = (key: string): string => key.replaceAll('_', '-');

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * The same document with every key in kebab-case. `twice` are the keys that were given in two spellings, as
 * kebab-case paths, with the spelling that was dropped.
 */
export function toKebab(input: unknown): { value: unknown; twice: { path: Path; key: string }[] } {
  const twice: { path: Path; key: string }[] = [];
  const visit = (value: unknown, path: Path): unknown => {
    if (path.length > MAX_DEPTH) return value;
    if (Array.isArray(value)) return value.map((each, index) => visit(each, [...path, index]));
    if (!isObject(value)) return value;
    const entries = new Map<string, unknown>();
    for (const [key, member] of Object.entries(value)) {
      const name = kebab(key);
      if (entries.has(name)) twice.push({ path: [...path, name], key });
      else entries.set(name, visit(member, [...path, name]));
    }
    return Object.fromEntries(entries);
  };
  return { value: visit(input, []), twice };
}

/** The value at a kebab-case path of a document in any spelling. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => member(value, key).value, document);
}

/** RFC 6901 pointer to a kebab-case path, in the document's own spelling. */
export function pointerTo(document: unknown, path: Path): string {
  let value = document;
  return path
    .map((key) => {
      const found = member(value, key);
      value = found.value;
      return `/${found.key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    })
    .join('');
}

function member(value: unknown, key: PropertyKey): { key: string; value: unknown } {
  const name = String(key);
  if (Array.isArray(value)) return { key: name, value: (value as unknown[])[Number(name)] };
  if (!isObject(value)) return { key: name, value: undefined };
  const own = Object.hasOwn(value, name) ? name : Object.keys(value).find((each) => kebab(each) === name);
  return own === undefined ? { key: name, value: undefined } : { key: own, value: value[own] };
}
