const MAX_REASON = 1000;

/** What zod found wrong, for the reason of a dead letter: places and sentences, cut to a length. */
export function issuesOf(error: {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): string {
  return error.issues
    .map(({ path, message }) => `/${path.map(String).join('/')} ${message}`)
    .join('; ')
    .slice(0, MAX_REASON);
}
