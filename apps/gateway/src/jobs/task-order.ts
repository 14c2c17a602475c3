const NUMBER_DIGITS = 10;

/** As people count, `segment-2` before `segment-10`: by what the name is with its numbers filled up with zeros. */
const sortKey = (name: string): string =>
  name.replace(/\d+/g, (digits) => digits.padStart(NUMBER_DIGITS, '0'));

/** Negative when the task of the first name comes before that of the second. Names of one job are distinct. */
export function byName(a: string, b: string): number {
  if (a === b) return 0;
  const [first, second] = [sortKey(a), sortKey(b)];
  if (first === second) return a < b ? -1 : 1;
  return first < second ? -1 : 1;
}

/** Those names, in order, that come after `after`, or all; at most `limit`, and whether there are more. */
export function pageOfNames(
  names: readonly string[],
  { limit, after }: { limit: number; after?: string },
): { names: string[]; hasMore: boolean } {
  const rest = after === undefined ? [...names] : names.filter((name) => byName(after, name) < 0);
  rest.sort(byName);
  return { names: rest.slice(0, limit), hasMore: rest.length > limit };
}
