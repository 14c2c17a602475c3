export { CuttableLine, type LineTraffic } from './cuttable-line';
export { createVhost } from './broker-namespace';
export type { BrokerNamespace } from './broker-namespace';
export { createTestDatabase } from './database';
export type { TestDatabase, TestDatabaseOptions } from './database';
export { HOSTILE_JOBS, captionsOf } from './hostile-jobs';
export type { HostileJob } from './hostile-jobs';
export { startOwnBroker } from './own-broker';
export type { OwnBroker } from './own-broker';
