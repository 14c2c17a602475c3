export { openObjectStore } from './filesystem-object-store';
export { mediaTypeOf } from './media-type';
export { StoreFullError } from './store-full-error';
export type { ObjectStore, StoredObject } from './object-store';
