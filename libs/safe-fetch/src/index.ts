export { parseHostPort } from './host-port';
export { safeFetch } from './safe-fetch';
export type { FetchedFile, SafeFetchOptions } from './safe-fetch';
