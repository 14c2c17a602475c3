import type { Config } from '@reelmill/config';
import { parseHostPort } from '@reelmill/safe-fetch';
import { workerConfig } from '@reelmill/worker';
import { z } from 'zod';

const GIBIBYTE = 1024 ** 3;
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const HostPorts = z.string().transform((text, context): string[] => {
  const entries = text.split(',').map((entry) => entry.trim());
  const parsed = entries.filter((entry) => entry !== '').map(parseHostPort);
  if (parsed.includes(null)) context.addIssue('an entry is no host:port');
  return parsed.filter((entry) => entry !== null);
});

const Ports = z
  .string()
  .regex(/^\s*\d{1,5}(\s*,\s*\d{1,5})*\s*$/)
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.int().min(1).max(65_535)));

/** All that can be set. */
export const storageConfig = {
  ...workerConfig,
  SLOTS: workerConfig.SLOTS.prefault(16).describe('a number of tasks, 1..1023').meta({
    about:
      'Downloads at a time, and one more: they wait for the network, not for a core. One job gets a quarter of all.',
  }),
  OBJECTS_DIR: z
    .string()
    .describe('a folder')
    .meta({ about: 'Folder of the object store, the same for all services.' }),
  FETCH_ALLOW_PRIVATE: HostPorts.prefault('').describe('host:port entries, comma-separated').meta({
    about: 'Private hosts that may be downloaded from, for development, as written in addresses; any port.',
  }),
  FETCH_ALLOW_PORTS: Ports.prefault('80,443,8080,8443')
    .describe('ports 1..65535, comma-separated')
    .meta({ about: 'Ports of public hosts that may be downloaded from.' }),
  FETCH_MAX_BYTES: whole(1, Number.MAX_SAFE_INTEGER)
    .default(GIBIBYTE)
    .describe('a number of bytes, from 1')
    .meta({ about: 'Largest download.' }),
  FETCH_TIMEOUT_SECONDS: whole(1, 900).default(600).describe('seconds, 1..900').meta({
    about: 'Longest download; `asset.ingest` itself ends after 1200, with waiting for the turn and storing.',
  }),
};

export type StorageConfig = Config<typeof storageConfig>;
