import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@reelmill/config';
import { startService, type RunningService } from '@reelmill/observability';
import { runMigrations } from '@reelmill/persistence';
import { createTestDatabase } from '@reelmill/testing';
import { EntityManager } from 'typeorm';
import { gatewayConfig } from '../src/config';
import { gatewayService } from '../src/gateway-service';
import { USUAL_LIMITS, type HttpLimits } from '../src/http-limits';
import type { JobResource } from '../src/jobs/job-resource';

/** The smallest video that can be asked for: one second of one colour. */
export const INPUT = { scenes: [{ duration: 1, 'background-color': '#ff8800' }] };

/** A gateway on a free port, with a database and a folder of its own. */
export interface RunningGateway {
  /** Of the public listener. */
  readonly port: number;
  readonly adminPort: number;
  readonly app: RunningService['app'];
  readonly manager: EntityManager;
  /** Its own, whatever it is reached by. */
  readonly databaseUrl: string;
  /** Holds the object store, and what a test puts beside it. */
  readonly folder: string;
  call(path: string, init?: RequestInit): Promise<Response>;
  /** `POST /v1/jobs` with `body` as JSON, whatever comes of it. */
  postJob(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A job that was accepted: `INPUT` rendered, unless `body` says otherwise. */
  newJob(body?: object): Promise<JobResource>;
  /** Ends it and removes its database and its folder. */
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** Settings beside those of every test. */
  settings?: Record<string, string>;
  /** Limits of the HTTP interface beside the usual ones. */
  limits?: Partial<HttpLimits>;
  /** Gives the address by which the gateway reaches its database; default the database's own. */
  reachDatabase?: (url: string) => Promise<string>;
  /** Brings the new database to a schema; default this version's. */
  migrate?: (url: string) => Promise<unknown>;
}

/** Starts the real service in this process, without a broker; the caller closes it. Needs DATABASE_URL. */
export async function startGateway({
  settings,
  limits,
  reachDatabase,
  migrate = runMigrations,
}: GatewayOptions = {}): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const database = await createTestDatabase({ migrate });
  const config = loadConfig(gatewayConfig, {
    DATABASE_URL: reachDatabase ? await reachDatabase(database.url) : database.url,
    // Nobody listens there: the gateway works without its broker.
    AMQP_URL: 'amqp://127.0.0.1:1',
    PORT: '0',
    OBJECTS_DIR: join(folder, 'objects'),
    LOG_LEVEL: 'silent',
    ...settings,
  });
  const service = await startService(gatewayService(config, { ...USUAL_LIMITS, ...limits }));
  const { app, adminPort } = service;
  const port = service.publicPort as number;
  const close = async () => {
    await service.close();
    await database.drop();
    await rm(folder, { recursive: true });
  };
  const manager = app.get(EntityManager);
  return { app, port, adminPort, manager, databaseUrl: database.url, folder, ...callsTo(port), close };
}

function callsTo(port: number): Pick<RunningGateway, 'call' | 'postJob' | 'newJob'> {
  const call: RunningGateway['call'] = (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
  const postJob: RunningGateway['postJob'] = (body, headers) =>
    call('/v1/jobs', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const newJob: RunningGateway['newJob'] = async (body) => {
    const response = await postJob({ type: 'render', input: INPUT, ...body });
    expect(response.status).toBe(202);
    return (await response.json()) as JobResource;
  };
  return { call, postJob, newJob };
}
