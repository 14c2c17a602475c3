export { ConfigError, loadConfig, secret } from './load-config';
export type { Config, ConfigShape, Environment } from './load-config';
