/** A job's place in the schedule and its owner travel in the trace id, which a caller may choose and the job's row keeps. */
export interface Mark {
  index: number;
  owner: number;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** W3C: `00-<trace id, 32 digits>-<parent id, 16 digits>-01`; digits 5 and 6 of the trace id are the owner's. */
export const traceparentOf = ({ index, owner }: Mark): string =>
  `00-c4a0${hex(owner, 2)}${hex(index, 26)}-c4a05c4a05c4a050-01`;

/** Null for a job that no schedule knows. */
export function markOf(traceparent: string): Mark | null {
  const [, owner, index] = /^00-c4a0([0-9a-f]{2})([0-9a-f]{26})-/.exec(traceparent) ?? [];
  return owner === undefined || index === undefined
    ? null
    : { owner: parseInt(owner, 16), index: parseInt(index, 16) };
}
