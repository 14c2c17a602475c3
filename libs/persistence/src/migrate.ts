import { loadConfig } from '@reelmill/config';
import { databaseConfig } from './config';
import { runMigrations } from './run-migrations';

/** `node migrate.js`: applies what is missing to DATABASE_URL and says what it did. */
async function main(): Promise<void> {
  const { DATABASE_URL } = loadConfig(databaseConfig);
  const waiting = () =>
    void process.stdout.write('another migration of this database runs: waiting for it\n');
  const ran = await runMigrations(DATABASE_URL, { waiting });
  process.stdout.write(ran.length > 0 ? `migrated: ${ran.join(', ')}\n` : 'schema is up to date\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`migration failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
