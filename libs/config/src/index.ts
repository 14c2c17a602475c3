export { ConfigError, isSecret, loadConfig, secret } from './load-config';
export type { Config, ConfigShape, Environment } from './load-config';
export { runWithConfig } from './run-with-config';
