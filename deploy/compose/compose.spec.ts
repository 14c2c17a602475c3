import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../testing/tool';
import { COMPOSE_FILE, composeVariables, readComposeFile, type ComposeService } from './compose-file';

const file = readComposeFile();
const all = Object.entries(file.services);
const ours = all.filter(([, { image }]) => image.startsWith('reelmill/'));
const lasting = ours.filter(([, { restart }]) => restart === 'unless-stopped');
const named = (name: string): ComposeService => file.services[name]!;
const sources = (name: string): (string | undefined)[] =>
  (named(name).volumes ?? []).map(({ source }) => source);
const networksOf = (name: string): string[] => named(name).networks ?? [];

it('the compose file has nothing that its linter finds', () => {
  const bin = join(__dirname, '../../node_modules/.bin/dclint');
  const found = run(bin, [
    '-c',
    join(__dirname, 'dclint.yaml'),
    '--max-warnings',
    '0',
    '-f',
    'json',
    COMPOSE_FILE,
  ]);
  expect(JSON.parse(found)).toMatchObject([{ filePath: COMPOSE_FILE, messages: [] }]);
});

describe('compose', () => {
  it('runs the six services, after the secrets and the migration', () => {
    expect(lasting.map(([name]) => name).sort()).toEqual([
      'analyzer',
      'gateway',
      'orchestrator',
      'renderer',
      'storage',
      'transcriber',
    ]);
    expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(['secrets', 'migration']));
    expect(all.filter(([, { profiles }]) => profiles).map(([name]) => name)).toEqual([
      'prometheus',
      'grafana',
    ]);
  });

  it('has images of a full version, the project’s own of the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    for (const [name, { image }] of all)
      expect({ name, image }).toEqual({
        name,
        image: expect.stringMatching(
          image.startsWith('reelmill/')
            ? `^reelmill/(control|worker):${version}$`
            : /:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/,
        ) as string,
      });
  });

  it.each(ours.filter(([name]) => name !== 'secrets'))(
    'gives %s nothing that it does not need',
    (_, service) => {
      expect(service).toMatchObject({ user: '1000:1000', read_only: true });
      expect(service.cap_add).toBeUndefined();
    },
  );

  it.each(all)('gives %s no rights of root', (_, service) => {
    expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(service.user).toMatch(/^\d+:\d+$/);
  });

  it('lets what has a read-only root write to /tmp, but not fill the memory', () => {
    const readOnly = all.filter(([, { read_only }]) => read_only);
    expect(readOnly.length).toBeGreaterThan(8);
    for (const [name, { tmpfs }] of readOnly)
      expect({ name, tmpfs }).toEqual({ name, tmpfs: ['/tmp:size=64m'] });
  });

  it('starts the maker of secrets as root, to give files away, and with no network', () => {
    expect(named('secrets')).toMatchObject({
      user: '0:999',
      cap_add: ['CHOWN'],
      network_mode: 'none',
      read_only: true,
    });
  });

  it.each(lasting)('lets %s end its work and asks whether it is ready', (_, service) => {
    expect(parseInt(service.stop_grace_period!)).toBeGreaterThanOrEqual(
      Number(service.environment!.DRAIN_SECONDS) + 5,
    );
    expect(service.healthcheck?.test?.join(' ')).toContain(
      `127.0.0.1:${service.environment!.ADMIN_PORT}/healthz/ready`,
    );
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
  });

  it('waits for what a service can’t start without', () => {
    const waits = all.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([other, { condition }]) => `${name}: ${other} ${condition.slice(8)}`),
    );
    expect(waits.sort()).toEqual([
      'analyzer: rabbitmq healthy',
      'gateway: migration completed_successfully',
      'grafana: prometheus healthy',
      'grafana: secrets completed_successfully',
      'migration: postgres healthy',
      'orchestrator: migration completed_successfully',
      'orchestrator: rabbitmq healthy',
      'postgres: secrets completed_successfully',
      'rabbitmq: secrets completed_successfully',
      'renderer: rabbitmq healthy',
      'storage: rabbitmq healthy',
      'transcriber: rabbitmq healthy',
    ]);
    const healthy = all.flatMap(([, { depends_on = {} }]) =>
      Object.keys(depends_on).filter((name) => depends_on[name]!.condition === 'service_healthy'),
    );
    for (const name of healthy) expect(named(name).healthcheck?.test?.length).toBeGreaterThan(1);
  });

  it('opens ports to this machine only', () => {
    expect(all.flatMap(([, { ports = [] }]) => ports)).toEqual([
      '127.0.0.1:3000:3000',
      '127.0.0.1:9090:9090',
      '127.0.0.1:3001:3000',
    ]);
  });

  it('can run several of each worker', () => {
    for (const name of ['storage', 'analyzer', 'transcriber', 'renderer', 'orchestrator']) {
      expect(named(name).ports).toBeUndefined();
      expect(named(name).container_name).toBeUndefined();
    }
    for (const name of ['storage', 'analyzer', 'transcriber', 'renderer'])
      expect(named(name).volumes).toContainEqual({ type: 'volume', target: '/scratch' });
  });

  it('lets nobody but storage reach the internet', () => {
    const leads = Object.entries(file.networks)
      .filter(([, network]) => !network?.internal)
      .filter(
        ([, network]) => network?.driver_opts?.['com.docker.network.bridge.enable_ip_masquerade'] !== 'false',
      )
      .map(([name]) => name);
    expect(leads).toEqual(['internet']);
    expect(all.filter(([name]) => networksOf(name).includes('internet')).map(([name]) => name)).toEqual([
      'storage',
    ]);
    // A service that names none is on the network that compose makes, which leads out.
    for (const [name, service] of all)
      expect({ name, placed: service.network_mode === 'none' || networksOf(name).length > 0 }).toEqual({
        name,
        placed: true,
      });
  });

  it('shows the database to those who have its password, and nothing else of the kind', () => {
    const on = (network: string) =>
      all.filter(([name]) => networksOf(name).includes(network)).map(([name]) => name);
    const holders = (secret: string) =>
      all.filter(([name]) => name !== 'secrets' && sources(name).includes(secret)).map(([name]) => name);
    expect(holders('database-secret').sort()).toEqual(['gateway', 'migration', 'orchestrator', 'postgres']);
    expect(on('database').sort()).toEqual(holders('database-secret').sort());
    expect(holders('broker-secret').sort()).toEqual(['rabbitmq', ...lasting.map(([name]) => name)].sort());
    expect(on('broker').sort()).toEqual([...holders('broker-secret'), 'prometheus'].sort());
    expect(holders('grafana-secret')).toEqual(['grafana']);
  });

  it('mounts secrets for reading, without what the image has in that folder', () => {
    for (const [name, { volumes = [] }] of all)
      for (const mount of volumes.filter(({ source }) => source?.endsWith('-secret')))
        expect({ name, mount }).toMatchObject({
          mount: { volume: { nocopy: true }, ...(name === 'secrets' ? {} : { read_only: true }) },
        });
  });

  it('keeps the data of the servers where their images have it, under a name that lasts', () => {
    expect(named('postgres').volumes).toContainEqual({
      type: 'volume',
      source: 'postgres',
      target: '/var/lib/postgresql',
    });
    expect(named('rabbitmq').volumes).toContainEqual({
      type: 'volume',
      source: 'rabbitmq',
      target: '/var/lib/rabbitmq',
    });
    expect(named('rabbitmq').hostname).toBe('rabbitmq');
  });

  it('mounts only volumes that it declares and files that are there', () => {
    const mounts = all.flatMap(([, { volumes = [] }]) => volumes);
    for (const { type, source } of mounts.filter((mount) => mount.source !== undefined))
      if (type === 'volume') expect(Object.keys(file.volumes)).toContain(source);
      else
        expect({ source, there: existsSync(join(COMPOSE_FILE, '..', source!)) }).toEqual({
          source,
          there: true,
        });
  });

  it('answers on the port that was chosen', () => {
    const { gateway } = readComposeFile({ API_PORT: '8080', PUBLIC_HOSTS: 'video.example' }).services;
    expect(gateway!.ports).toEqual(['127.0.0.1:8080:3000']);
    expect(gateway!.environment!.PUBLIC_HOSTS).toBe('localhost:8080,127.0.0.1:8080,video.example');
  });

  it('has no variable that deploy/README.md does not explain with its default', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    for (const [name, usual] of Object.entries(composeVariables()))
      expect({ name, row: readme }).toEqual({
        name,
        row: expect.stringMatching(
          new RegExp(`^\\| .*\`${name}\`.*\\|.*${usual.replace(/[.]/g, '\\.')}`, 'm'),
        ) as string,
      });
  });
});
