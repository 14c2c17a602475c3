import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  /** Removes it, also when connections are left open. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Brings the new, empty database to the schema. */
  migrate: (url: string) => Promise<unknown>;
  /** A database of a server where databases may be made; default DATABASE_URL. */
  adminUrl?: string;
}

/** A database of its own for one test file, on the server of DATABASE_URL. */
export async function createTestDatabase({
  migrate,
  adminUrl = process.env.DATABASE_URL,
}: TestDatabaseOptions): Promise<TestDatabase> {
  if (!adminUrl)
    throw new Error('DATABASE_URL is not set: run `npm test`, which starts a Postgres, or name one of yours');
  const name = `reelmill_test_${randomBytes(8).toString('hex')}`;
  await run(adminUrl, `CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const drop = (): Promise<void> => run(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  try {
    await migrate(url.href);
  } catch (error) {
    await drop();
    throw error;
  }
  return { url: url.href, drop };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
