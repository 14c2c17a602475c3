import type { IncomingHttpHeaders } from 'node:http';
import { isOwnLoopback, type HostName } from '@reelmill/observability';
import { Problem } from '../problems/problem';
import { isPublicHost } from './public-hosts';

export interface Arrival {
  headers: IncomingHttpHeaders;
  /** The port that the request came to. */
  port: number | undefined;
}

/** What a user's own browser says of its own pages, and of an address that was typed; other programs say nothing. */
const OWN_SITES: readonly unknown[] = [undefined, 'same-origin', 'none'];

/**
 * Why a request is not answered while there are no API keys, so that whoever reaches the API may use it; undefined when
 * it is answered. It must not come from a page of somebody else in a browser on this machine (Fetch Metadata, and a name
 * that was rebound to this machine), nor, unless the operator has named `publicHosts`, through a proxy from elsewhere.
 */
export function strangerProblem(
  { headers, port }: Arrival,
  publicHosts: readonly HostName[],
): Problem | undefined {
  if (!isOwnLoopback(headers.host, port) && !isPublicHost(headers.host, publicHosts)) {
    return new Problem({
      status: 421,
      code: 'foreign_host',
      detail: 'The API does not answer to this Host; name it in PUBLIC_HOSTS if it should.',
    });
  }
  if (!OWN_SITES.includes(headers['sec-fetch-site']) || isForeignOrigin(headers)) {
    return new Problem({
      status: 403,
      code: 'cross_site',
      detail: 'A page of another site may not use the API; call it from its own address or from a program.',
    });
  }
  if (publicHosts.length === 0 && Object.keys(headers).some(isProxyHeader)) {
    return new Problem({
      status: 403,
      code: 'through_proxy',
      detail:
        'The request came through a proxy, and there are no API keys; to let all whom the proxy lets in use the API, name its hosts in PUBLIC_HOSTS.',
    });
  }
  return undefined;
}

/** `Host` was found to be ours, so that of the page must be the same; an opaque origin, `null`, is nobody's. */
function isForeignOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const { protocol, host: pageHost } = new URL(origin);
  const own = `${protocol}//${host}`;
  return !/^https?:$/.test(protocol) || !URL.canParse(own) || new URL(own).host !== pageHost;
}

const isProxyHeader = (name: string): boolean =>
  ['forwarded', 'via', 'x-real-ip'].includes(name) || name.startsWith('x-forwarded-');
