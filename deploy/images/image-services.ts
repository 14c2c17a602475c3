import { chownSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf, makeContainer, scripts } from './image';
import type { Container, Target } from './image';
import { holdFreePort, stack } from './stack-scripts';
import type { ServiceName, StackState } from './stack-scripts';

/** Of the user in the images. */
const USER_ID = 1000;
const START_LIMIT_MS = 120_000;
/** DRAIN_SECONDS below, and buildah's own end. */
const STOP_LIMIT_MS = 20_000;

/** What the containers share with each other and with nobody else. */
export interface Shared {
  /** Folder of the object store. */
  readonly objects: string;
  /** Folder of the secrets, a file each, that only their user reads. */
  readonly secrets: string;
}

export function makeShared(folder: string, secrets: Readonly<Record<string, string>>): Shared {
  const shared = { objects: join(folder, 'objects'), secrets: join(folder, 'secrets') };
  for (const path of Object.values(shared)) {
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, USER_ID, USER_ID);
  }
  for (const [name, value] of Object.entries(secrets)) {
    const file = join(shared.secrets, name);
    writeFileSync(file, value, { mode: 0o400 });
    chownSync(file, USER_ID, USER_ID);
  }
  return shared;
}

/** Runs the entry point of a container's image with one argument, as a container engine would. */
export function commandOf(
  container: Container,
  { target, program, env, shared }: Launch & { shared: Shared },
): string[] {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const volumes = [`${shared.objects}:/data/objects`, `${shared.secrets}:/run/secrets:ro`];
  const options = [...variables, ...volumes.flatMap((volume) => ['--volume', volume])];
  const { Entrypoint = [] } = configOf(target);
  return scripts.buildahCommand(['run', ...options, container.name, '--', ...Entrypoint, program]);
}

interface Launch {
  readonly target: Target;
  /** Below /app. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The migrations of the image, to their end. */
export async function migrateFromImage(state: StackState, shared: Shared): Promise<void> {
  const container = makeContainer('control', 'run-migration');
  const program = 'dist/libs/persistence/src/migrate.js';
  const env = { DATABASE_URL_FILE: '/run/secrets/database_url' };
  const command = commandOf(container, { target: 'control', program, env, shared });
  const code = await state.processes.run('image migrations', command, optionsOf(state, 'migrations'));
  container.remove();
  if (code !== 0) throw new Error(`the migrations ended with ${code}: see ${state.logs}/migrations.log`);
}

export interface ImageService {
  readonly name: ServiceName;
  readonly url: string;
  readonly adminUrl: string;
  readonly container: Container;
  /** Of buildah, which ends after the service. */
  readonly engine: { alive(): boolean };
}

/** Each of the six in a container of its own, ready. */
export async function startFromImages(
  state: StackState,
  shared: Shared,
  env: Readonly<Record<string, string>>,
): Promise<ImageService[]> {
  const services: ImageService[] = [];
  for (const name of stack.serviceNames) services.push(await launch(state, { name, env, shared }));
  await Promise.all(
    services.map(async ({ name, adminUrl, engine }) => {
      const ready = await stack.pollUntil(() => answersOk(`${adminUrl}/healthz/ready`), {
        timeoutMs: START_LIMIT_MS,
        giveUp: () => !engine.alive(),
      });
      if (!ready)
        throw new Error(`the ${name} is not ready: ${readFileSync(join(state.logs, `${name}.log`), 'utf8')}`);
    }),
  );
  return services;
}

/**
 * SIGTERM to the services themselves: in a chroot buildah passes no signal on. Resolves when all have ended, with those that
 * have not within the limit.
 */
export async function stopServices(services: readonly ImageService[]): Promise<string[]> {
  for (const service of services) for (const pid of processesOf(service)) process.kill(pid, 'SIGTERM');
  const living = (): string[] =>
    services.filter((each) => each.engine.alive() || processesOf(each).length > 0).map(({ name }) => name);
  await stack.pollUntil(() => living().length === 0, { timeoutMs: STOP_LIMIT_MS, giveUp: () => false });
  return living();
}

/** Also those of services that did not start. */
export const removeContainers = (): void =>
  stack.serviceNames.forEach((name) => scripts.askBuildah(['rm', `run-${name}`]));

/** Processes of the service: none but its own has its admin port in the environment. */
function processesOf({ adminUrl }: ImageService): number[] {
  const variable = `ADMIN_PORT=${new URL(adminUrl).port}`;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(variable)).map(Number);
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // It has just ended.
    return [];
  }
}

async function launch(
  state: StackState,
  { name, env, shared }: { name: ServiceName; env: Readonly<Record<string, string>>; shared: Shared },
): Promise<ImageService> {
  const target = ['gateway', 'orchestrator'].includes(name) ? 'control' : 'worker';
  const container = makeContainer(target, `run-${name}`);
  const [api, admin] = [await holdFreePort(), await holdFreePort()];
  const settings = {
    ...env,
    AMQP_URL_FILE: '/run/secrets/amqp_url',
    ...(target === 'control' ? { DATABASE_URL_FILE: '/run/secrets/database_url' } : {}),
    PORT: String(api.port),
    ADMIN_PORT: String(admin.port),
    DRAIN_SECONDS: '10',
  };
  const program = `dist/apps/${name}/src/main.js`;
  const command = commandOf(container, { target, program, env: settings, shared });
  await Promise.all([api.release(), admin.release()]);
  const engine = state.processes.spawn(`image ${name}`, command, { ...optionsOf(state, name), tier: 2 });
  const [url, adminUrl] = [`http://127.0.0.1:${api.port}`, `http://127.0.0.1:${admin.port}`];
  return { name, url, adminUrl, container, engine };
}

/** Not only for their owner: the container's user reads what the engine writes. */
const optionsOf = (state: StackState, log: string) => ({
  env: scripts.buildahEnvironment(),
  logFile: join(state.logs, `${log}.log`),
  ownerOnly: false,
});

async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).status === 200;
  } catch {
    return false;
  }
}
