/** Code of a lib is read here alone. */
export { POOL_SIZE } from '../../libs/persistence/src/data-source';
