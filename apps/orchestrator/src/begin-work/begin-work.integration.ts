import { Broker, TOPOLOGY } from '@reelmill/messaging';
import { createLogger, startService, type RunningService } from '@reelmill/observability';
import { dataSourceOptions, runMigrations } from '@reelmill/persistence';
import {
  createTestDatabase,
  createVhost,
  deferred,
  migrateFirst,
  until,
  type BrokerNamespace,
  type TestDatabase,
} from '@reelmill/testing';
import { DataSource, MigrationExecutor } from 'typeorm';
import { addJob } from '../../test/records';
import { AppModule } from '../app.module';
import { Rounds } from '../rounds/rounds';
import { BeginWork } from './begin-work';

const logger = createLogger({ service: 'test', level: 'silent' });
const COMMAND = '`node dist/libs/persistence/src/migrate.js`';

describe('an orchestrator', () => {
  let vhost: BrokerNamespace;
  let database: TestDatabase;
  let service: RunningService;
  let looks: jest.SpyInstance;

  beforeAll(async () => {
    vhost = await createVhost({ queues: TOPOLOGY.queues.map(({ name }) => name) });
  });
  beforeEach(() => {
    looks = jest.spyOn(MigrationExecutor.prototype, 'getPendingMigrations');
  });
  afterEach(async () => {
    await close();
    await database.drop();
    jest.restoreAllMocks();
  });
  afterAll(() => vhost.remove());

  /** Once, also when it is asked again. */
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= service.close());

  async function start(migrate: (url: string) => Promise<void>): Promise<void> {
    database = await createTestDatabase({ migrate });
    const broker = new Broker({ url: vhost.url, name: 'orchestrator', logger });
    closing = undefined;
    service = await startService({
      module: AppModule.register({ databaseUrl: database.url, broker }),
      logger,
      admin: { host: '127.0.0.1', port: 0 },
    });
  }
  const before = (url: string) =>
    migrateFirst(dataSourceOptions({ url, applicationName: 'orchestrator-test' }), -1);
  const readiness = async () => {
    const response = await fetch(`http://127.0.0.1:${service.adminPort}/healthz/ready`);
    return { status: response.status, text: await response.text() };
  };
  const lookedAgain = async () => {
    const seen = looks.mock.calls.length;
    await until(() => looks.mock.calls.length > seen);
  };
  const statusOf = async (source: DataSource, id: string) => {
    const [job] = await source.query<{ status: string }[]>('SELECT status FROM jobs WHERE id = $1', [id]);
    return job!.status;
  };

  it('on a schema of before touches no job and hears nothing, until the migration has run', async () => {
    await start(before);
    const source = service.app.get(DataSource);
    const job = await addJob(source, { cancelRequested: true });
    await lookedAgain();
    await lookedAgain();
    expect(await statusOf(source, job)).toBe('processing');
    const { status, text } = await readiness();
    expect(status).toBe(503);
    expect(text).toContain(COMMAND);
    expect(text).not.toMatch(/loop_|consumers/);

    await runMigrations(database.url);
    await until(async () => (await readiness()).status === 200);
    expect((await readiness()).text).toMatch(/loop_cancels.*consumers/);
    await until(async () => (await statusOf(source, job)) === 'cancelled');
    const lookedAt = looks.mock.calls.length;
    await readiness();
    expect(looks).toHaveBeenCalledTimes(lookedAt);
  });

  it('on an empty database starts, is alive and waits', async () => {
    await start(() => Promise.resolve());
    await lookedAgain();
    const live = await fetch(`http://127.0.0.1:${service.adminPort}/healthz/live`);
    expect(live.status).toBe(200);
    expect(await readiness()).toMatchObject({
      status: 503,
      text: expect.stringContaining(COMMAND) as string,
    });
    await runMigrations(database.url);
    await until(async () => (await readiness()).status === 200);
  });

  it('that is stopped while it looks begins nothing', async () => {
    await start(before);
    const look = deferred<never[]>();
    looks.mockReturnValue(look.promise);
    await lookedAgain();
    const stopping = jest.spyOn(BeginWork.prototype, 'onModuleDestroy');
    const beginning = jest.spyOn(Rounds.prototype, 'start');
    const closed = close();
    await until(() => stopping.mock.calls.length > 0);
    look.resolve([]);
    await closed;
    expect(beginning).not.toHaveBeenCalled();
  });
});
