import { dataSourceOptions, runMigrations } from '@reelmill/persistence';
import { migrateFirst, until } from '@reelmill/testing';
import { startGateway, type RunningGateway } from '../test/running-gateway';

describe('a gateway', () => {
  let gateway: RunningGateway;
  const ofBefore = (url: string) =>
    migrateFirst(dataSourceOptions({ url, applicationName: 'gateway-test' }), -1);
  const detail = async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.adminPort}/healthz/ready`);
    return { status: response.status, body: (await response.json()) as { details: object } };
  };
  const isReady = async () => (await gateway.call('/healthz/ready')).status === 200;

  afterEach(() => gateway.close());

  it.each([
    ['on a schema of before', ofBefore],
    ['on an empty database', () => Promise.resolve()],
  ])('%s is alive and not ready, says what to run, and is ready once that has run', async (_, migrate) => {
    gateway = await startGateway({ migrate });
    expect((await gateway.call('/healthz/live')).status).toBe(200);
    expect(await isReady()).toBe(false);
    expect(await detail()).toMatchObject({
      status: 503,
      body: {
        details: {
          database: { status: 'up' },
          schema: {
            status: 'down',
            message: expect.stringContaining('`node dist/libs/persistence/src/migrate.js`') as string,
          },
        },
      },
    });
    await runMigrations(gateway.databaseUrl);
    await until(isReady);
    expect(await detail()).toMatchObject({ status: 200, body: { details: { schema: { status: 'up' } } } });
    await gateway.newJob();
  });
});
