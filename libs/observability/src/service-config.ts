import { z } from 'zod';
import { LOG_LEVELS } from './logger';

const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** What every service reads from the environment; an app spreads it into the shape of its own `config.ts`. */
export const serviceConfig = {
  ADMIN_PORT: whole(0, 65_535)
    .default(0)
    .describe('a port, 0..65535')
    .meta({ about: 'Port of metrics and detailed health; 0 takes a free one.' }),
  ADMIN_HOST: z.string().default('127.0.0.1').describe('an address').meta({
    about: 'Address of the interface for it. Whoever reaches it sees addresses and paths: keep it inside.',
  }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe(`one of ${LOG_LEVELS.join(', ')}`)
    .meta({ about: 'What is logged: this and what is graver.' }),
  DRAIN_SECONDS: whole(1, 3600).default(25).describe('seconds, 1..3600').meta({
    about:
      'Time to end the work in hand after SIGTERM; what is not done then is given back, and others do it.',
  }),
};
