/** Code of a lib is read here alone. */
export { POOL_SIZE } from '../../libs/persistence/src/data-source';
export { MIGRATION_POOL_SIZE } from '../../libs/persistence/src/run-migrations';
