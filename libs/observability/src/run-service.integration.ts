import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import {
  Catch,
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Post,
  Req,
  type ExceptionFilter,
  type OnModuleInit,
} from '@nestjs/common';
import { HealthChecks, type HealthCheck } from './health-checks';
import { createLogger } from './logger';
import { startService, type RunningService, type ServiceOptions } from './run-service';

const ANY = { host: '127.0.0.1', port: 0 };
const logger = createLogger({ service: 'test', level: 'silent' });
let service: RunningService | undefined;

const start = async (options: Partial<ServiceOptions> = {}): Promise<RunningService> => {
  service = await startService({ module: AppModule, logger, admin: ANY, public: ANY, ...options });
  return service;
};
const fetchText = async (url: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
};
const getAdmin = (path: string) => fetchText(`http://127.0.0.1:${service?.adminPort}${path}`);
const getPublic = (path: string) => fetchText(`http://127.0.0.1:${service?.publicPort}${path}`);
const failing = (name: string, required: boolean): HealthCheck => ({
  name,
  required,
  check: () => Promise.reject(new Error(`${name} is away`)),
});

@Controller('things')
class ThingsController {
  @Get(':id')
  thing(): string {
    return 'a thing';
  }
}
@Module({ controllers: [ThingsController] })
class AppModule {}

afterEach(async () => {
  await service?.close();
});

describe('a service', () => {
  it('is live and ready with nothing to need, beside the routes of its app', async () => {
    await start();
    await expect(getAdmin('/healthz/live')).resolves.toEqual({ status: 200, text: '{"status":"ok"}' });
    await expect(getAdmin('/healthz/ready')).resolves.toMatchObject({ status: 200 });
    await expect(getPublic('/things/1')).resolves.toEqual({ status: 200, text: 'a thing' });
  });

  it('is not ready without what it requires, and says what that is; it stays live', async () => {
    await start({ checks: [failing('database', true)] });
    const ready = await getAdmin('/healthz/ready');
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toMatchObject({
      status: 'error',
      error: { database: { status: 'down', message: 'database is away' } },
    });
    await expect(getAdmin('/healthz/live')).resolves.toMatchObject({ status: 200 });
  });

  it('is ready but degraded without what it can do without', async () => {
    await start({
      checks: [failing('broker', false), { name: 'database', required: true, check: () => undefined }],
    });
    const ready = await getAdmin('/healthz/ready');
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.text)).toMatchObject({
      status: 'degraded',
      details: { broker: { status: 'degraded', message: 'broker is away' }, database: { status: 'up' } },
    });
  });

  it('shows nothing operational to the public, only a bare status', async () => {
    await start({ checks: [failing('database', true)] });
    await expect(getPublic('/healthz/live')).resolves.toEqual({ status: 200, text: '{"status":"ok"}' });
    await expect(getPublic('/healthz/ready')).resolves.toEqual({
      status: 503,
      text: '{"status":"unavailable"}',
    });
    await expect(getPublic('/metrics')).resolves.toMatchObject({ status: 404 });
  });

  it('asks its checks once for a crowd of public callers', async () => {
    const check = jest.fn();
    await start({ checks: [{ name: 'database', required: true, check }] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => getPublic('/healthz/ready')));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['{"status":"ok"}']));
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('shows nothing of its app to operators', async () => {
    await start();
    await expect(getAdmin('/things/1')).resolves.toMatchObject({ status: 404 });
  });

  it('without a public listener has the admin one only', async () => {
    await start({ public: undefined });
    expect(service?.publicPort).toBeUndefined();
    await expect(getAdmin('/healthz/ready')).resolves.toMatchObject({ status: 200 });
  });

  it('asks the checks that providers add', async () => {
    @Injectable()
    class Store implements OnModuleInit {
      constructor(@Inject(HealthChecks) private readonly checks: HealthChecks) {}
      onModuleInit(): void {
        this.checks.add(failing('store', true));
      }
    }
    @Module({ providers: [Store] })
    class StoreModule {}
    await start({ module: StoreModule });
    expect((await getAdmin('/healthz/ready')).text).toContain('store is away');
  });

  it('keeps its health answers whatever exception filter the app has', async () => {
    @Catch()
    class EverythingIsATeapot implements ExceptionFilter {
      catch(): never {
        throw new Error('the filter was asked');
      }
    }
    await start({
      checks: [failing('database', true)],
      configure: (app) => void app.useGlobalFilters(new EverythingIsATeapot()),
    });
    expect((await getAdmin('/healthz/ready')).text).toContain('database is away');
  });

  it('leaves every body to the route that it is for', async () => {
    @Controller()
    class BodyController {
      @Post('bodies')
      read(@Req() request: Readable): Promise<string> {
        return readText(request);
      }
    }
    @Module({ controllers: [BodyController] })
    class BodyModule {}
    await start({ module: BodyModule });
    for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
      const init = { method: 'POST', body: '{ "no JSON', headers: { 'content-type': type } };
      const response = await fetch(`http://127.0.0.1:${service?.publicPort}/bodies`, init);
      expect(await response.text()).toBe('{ "no JSON');
    }
  });

  it('measures requests by route pattern, not by id', async () => {
    await start();
    await getPublic('/things/4711');
    const { status, text } = await getAdmin('/metrics');
    expect(status).toBe(200);
    expect(text).toContain(
      'reelmill_http_request_seconds_count{method="GET",route="/things/:id",status="200"}',
    );
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toContain('4711');
  });

  it('is not ready while its strategy drains, and closes its listeners after that', async () => {
    let seen = 0;
    let drained: Promise<void> | undefined;
    const drain = async (): Promise<void> => {
      seen = (await getAdmin('/healthz/ready')).status;
    };
    const strategy = {
      listen: (callback: () => void) => callback(),
      addHandler: () => undefined,
      // Nest closes it once more, with the application.
      close: () => (drained ??= drain()),
    };
    await start({ strategy });
    await service?.close();
    expect(seen).toBe(503);
    await expect(getAdmin('/healthz/live')).rejects.toThrow();
    service = undefined;
  });
});
