import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@reelmill/config';
import { SERVICES } from '../configuration/services';

const SCRIPT = join(__dirname, 'make-secrets.mjs');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** As under `umask 077`, whatever the one of the tests is. */
const makeStrictly = () =>
  spawnSync('sh', ['-c', 'umask 077 && exec "$0" "$@"', process.execPath, SCRIPT, root], {
    encoding: 'utf8',
  });
const make = () => spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8' });
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const everything = (): Record<string, string> =>
  Object.fromEntries(
    ['database', 'broker', 'grafana']
      .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
      .map((file) => [file, read(file)]),
  );
const give = (folder: string, password: string): void => {
  mkdirSync(join(root, folder));
  writeFileSync(join(root, folder, 'password'), password);
};

describe('the secrets of compose', () => {
  it('are made once, and stay', () => {
    expect(make()).toMatchObject({ status: 0, stdout: 'database: made\nbroker: made\ngrafana: made\n' });
    const made = everything();
    expect(Object.keys(made)).toEqual([
      'database/password',
      'database/url',
      'broker/credentials.conf',
      'broker/password',
      'broker/url',
      'grafana/password',
    ]);
    expect(make()).toMatchObject({ status: 0, stdout: 'database: kept\nbroker: kept\ngrafana: kept\n' });
    expect(everything()).toEqual(made);
  });

  it('are long, and each its own', () => {
    make();
    const passwords = ['database', 'broker', 'grafana'].map((folder) => read(`${folder}/password`));
    expect(new Set(passwords).size).toBe(3);
    for (const password of passwords) expect(password).toMatch(/^[\w-]{43}$/);
  });

  it('are read by their owner and the group of the servers, by nobody else', () => {
    make();
    for (const file of Object.keys(everything()))
      expect({ file, mode: statSync(join(root, file)).mode & 0o777 }).toEqual({ file, mode: 0o440 });
  });

  it('are found by the users of the containers, however strict the umask is', () => {
    expect(makeStrictly()).toMatchObject({ status: 0 });
    for (const folder of ['database', 'broker', 'grafana'])
      expect({ folder, mode: statSync(join(root, folder)).mode & 0o777 }).toEqual({ folder, mode: 0o755 });
    for (const file of Object.keys(everything()))
      expect({ file, mode: statSync(join(root, file)).mode & 0o777 }).toEqual({ file, mode: 0o440 });
  });

  (process.getuid?.() === 0 ? it : it.skip)(
    'made by root, belong to the users of the containers that read them',
    () => {
      make();
      const owner = (file: string) => [statSync(join(root, file)).uid, statSync(join(root, file)).gid];
      expect(owner('database/url')).toEqual([1000, 999]);
      expect(owner('database/password')).toEqual([1000, 999]);
      expect(owner('broker/credentials.conf')).toEqual([1000, 999]);
      expect(owner('grafana/password')).toEqual([472, 999]);
    },
  );

  it('are what the services read, and the servers', () => {
    make();
    const config = loadConfig(SERVICES.gateway, {
      DATABASE_URL_FILE: join(root, 'database/url'),
      AMQP_URL_FILE: join(root, 'broker/url'),
      OBJECTS_DIR: '/data/objects',
    });
    expect(config.DATABASE_URL).toBe(
      `postgres://reelmill:${read('database/password')}@postgres:5432/reelmill`,
    );
    expect(config.AMQP_URL).toBe(`amqp://reelmill:${read('broker/password')}@rabbitmq:5672`);
    expect(read('broker/credentials.conf')).toBe(
      `default_user = reelmill\ndefault_pass = ${read('broker/password')}\n`,
    );
  });

  it('that somebody chose are kept, and written into addresses encoded', () => {
    give('database', 'p@ss/w rd%\n');
    make();
    expect(read('database/url')).toBe('postgres://reelmill:p%40ss%2Fw%20rd%25@postgres:5432/reelmill');
  });

  it('that the broker’s file could not hold are refused', () => {
    give('broker', 'a #b');
    expect(make()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('may have letters, digits and . _ ~ - only') as string,
    });
  });

  it('that were half made are completed', () => {
    make();
    const made = everything();
    rmSync(join(root, 'database/url'));
    rmSync(join(root, 'broker/credentials.conf'));
    make();
    expect(everything()).toEqual(made);
  });
});
