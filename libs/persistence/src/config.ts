import { secret } from '@reelmill/config';
import { z } from 'zod';

/** Where the database is; spread it into an app's configuration. */
export const databaseConfig = {
  DATABASE_URL: secret(
    z
      .string()
      .regex(/^postgres(ql)?:\/\//)
      .describe('the URL of the Postgres database, such as postgres://user:password@host:5432/reelmill')
      .meta({ about: 'Where the database is.' }),
  ),
};
