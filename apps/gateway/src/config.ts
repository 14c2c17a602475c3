import type { Config } from '@reelmill/config';
import { brokerConfig } from '@reelmill/messaging';
import { serviceConfig } from '@reelmill/observability';
import { databaseConfig } from '@reelmill/persistence';
import { z } from 'zod';
import { PublicHosts } from './strangers/public-hosts';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const GIBIBYTE = 1024 ** 3;

/** All that can be set. */
export const gatewayConfig = {
  ...databaseConfig,
  ...serviceConfig,
  /** The gateway starts and accepts jobs without the broker. */
  ...brokerConfig,
  /** Port of the API; 0 takes a free one. */
  PORT: whole(0, 65_535).default(3000).describe('a port, 0..65535'),
  /** Address of the interface for the API; other than loopback it needs PUBLIC_HOSTS. */
  HOST: z.string().default('127.0.0.1'),
  /**
   * Hosts that the API is reached by besides loopback: `host` or `host:port`, comma-separated. There are no API keys, so
   * whoever reaches it under them may use it, also through a proxy.
   */
  PUBLIC_HOSTS: PublicHosts,
  /** Folder of the object store, the same for all services. */
  OBJECTS_DIR: z.string().describe('the folder of the object store'),
  /** Largest upload, in bytes. */
  ASSET_MAX_BYTES: whole(1, Number.MAX_SAFE_INTEGER).default(GIBIBYTE).describe('a number of bytes, from 1'),
};

export type GatewayConfig = Config<typeof gatewayConfig>;
