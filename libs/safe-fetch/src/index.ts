export { parseHostPort } from './host-port';
export { HostTurns } from './host-turns';
export { safeFetch } from './safe-fetch';
export type { FetchedFile, SafeFetchOptions } from './safe-fetch';
