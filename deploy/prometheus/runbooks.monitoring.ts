import { Client } from 'pg';
import { createMigratedDatabase } from '../testing/monitored-stack';
import { readRunbooks, statementsOf } from './runbooks';

describe('the statements of the runbooks', () => {
  let database: Awaited<ReturnType<typeof createMigratedDatabase>>;
  let client: Client;

  beforeAll(async () => {
    database = await createMigratedDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const pages = readRunbooks().filter((page) => statementsOf(page).length > 0);

  it.each(pages)('of $name run on the schema as it is', async (page) => {
    for (const statement of statementsOf(page)) {
      await client.query(statement.replaceAll('…', '00000000-0000-0000-0000-000000000000'));
    }
  });
});
