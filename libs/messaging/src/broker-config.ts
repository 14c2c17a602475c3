import { secret } from '@reelmill/config';
import { z } from 'zod';

/** What a service that talks to the broker reads from the environment. */
export const brokerConfig = {
  AMQP_URL: secret(
    z
      .url({ protocol: /^amqps?$/ })
      .describe('an amqp:// or amqps:// address')
      .meta({ about: 'Where the broker is, with credentials and virtual host.' }),
  ),
};
