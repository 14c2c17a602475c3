export { openObjectStore } from './filesystem-object-store';
export type { ObjectStore, StoredObject } from './object-store';
