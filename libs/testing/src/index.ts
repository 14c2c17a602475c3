export { CuttableLine, type LineTraffic } from './cuttable-line';
export { createVhost } from './broker-namespace';
export type { BrokerNamespace } from './broker-namespace';
export { createTestDatabase } from './database';
export type { TestDatabase, TestDatabaseOptions } from './database';
