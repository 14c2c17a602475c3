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
  PORT: whole(0, 65_535)
    .default(3000)
    .describe('a port, 0..65535')
    .meta({ about: 'Port of the API; 0 takes a free one.' }),
  HOST: z.string().default('127.0.0.1').describe('an address').meta({
    about: 'Address of the interface for the API; other than loopback it needs PUBLIC_HOSTS.',
  }),
  PUBLIC_HOSTS: PublicHosts.meta({
    about:
      'Hosts that the API is reached by besides loopback. There are no API keys, so whoever reaches it under them may ' +
      'use it, also through a proxy.',
  }),
  OBJECTS_DIR: z
    .string()
    .describe('a folder')
    .meta({ about: 'Folder of the object store, the same for all services.' }),
  ASSET_MAX_BYTES: whole(1, Number.MAX_SAFE_INTEGER)
    .default(GIBIBYTE)
    .describe('a number of bytes, from 1')
    .meta({ about: 'Largest upload.' }),
};

export type GatewayConfig = Config<typeof gatewayConfig>;
