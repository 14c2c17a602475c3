import type { HealthCheck } from '@reelmill/observability';
import { MigrationExecutor, type DataSource } from 'typeorm';

/**
 * Whether the database has all migrations that this build knows; it may have later ones, since the schema only gains.
 * Migrations are never undone, so once they were seen nothing is asked any more.
 */
export function schemaCheck(source: DataSource): HealthCheck {
  let complete = false;
  return {
    name: 'schema',
    required: true,
    check: async () => {
      if (complete) return;
      const missing = await new MigrationExecutor(source).getPendingMigrations();
      if (missing.length > 0) throw new Error(lacks(missing.map(({ name }) => name)));
      complete = true;
    },
  };
}

const lacks = (migrations: readonly string[]): string =>
  `The schema lacks ${migrations.join(', ')}: run the migration of this version, \`node dist/libs/persistence/src/migrate.js\`.`;
