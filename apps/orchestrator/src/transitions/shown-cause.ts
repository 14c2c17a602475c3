import { withoutUrlCredentials } from '@reelmill/observability';
import type { JobError } from '@reelmill/persistence';

interface Cause {
  pointer?: string | undefined;
  src?: string | undefined;
}

/** What the caller is told of the place of a cause, as far as it is known: the source without its secrets. */
export const shownCause = ({ pointer, src }: Cause): Pick<JobError, 'pointer' | 'src'> => ({
  ...(pointer !== undefined && { pointer }),
  ...(src !== undefined && { src: withoutUrlCredentials(src) }),
});
