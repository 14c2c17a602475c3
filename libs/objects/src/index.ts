export { openObjectStore } from './filesystem-object-store';
export { StoreFullError } from './store-full-error';
export type { ObjectStore, StoredObject } from './object-store';
