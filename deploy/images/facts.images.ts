import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesOf, checkout, configOf, makeContainer, VERSION } from './image';
import type { Container, Target } from './image';
import { importedPackages } from './imported-packages';

interface LockedPackage {
  readonly dev?: boolean;
}

const locked = (
  JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage & { dependencies?: Record<string, string> }>;
  }
).packages;

/** What nobody imports by name: fonts and the canvas are found by path, the driver by TypeORM, the rest is Nest's. */
const FOUND_OTHERWISE = /^(@expo-google-fonts\/|@fontsource|@napi-rs\/canvas$|pg$|rxjs$|reflect-metadata$)/;

const MEGABYTE = 1e6;
const IMAGES: readonly { target: Target; programs: readonly string[]; megabytes: number; title: string }[] = [
  {
    target: 'control',
    programs: ['dist/apps/gateway', 'dist/apps/orchestrator', 'dist/libs/persistence/src/migrate.js'],
    megabytes: 550,
    title: 'Reelmill control',
  },
  {
    target: 'worker',
    programs: ['storage', 'analyzer', 'transcriber', 'renderer'].map((name) => `dist/apps/${name}`),
    megabytes: 1400,
    title: 'Reelmill worker',
  },
];

describe.each(IMAGES)('the image $target', ({ target, programs, megabytes, title }) => {
  let container: Container;
  let app: string;

  /** Paths in the image that `find` finds with these words. */
  const find = (folder: string, ...words: string[]): string[] =>
    execFileSync('find', [folder, '-xdev', ...words], { encoding: 'utf8', maxBuffer: 64 * MEGABYTE })
      .split('\n')
      .filter(Boolean)
      .map((path) => path.slice(container.folder.length));

  beforeAll(() => {
    container = makeContainer(target, `facts-${target}`);
    app = join(container.folder, 'app');
  });
  afterAll(() => container.remove());

  it('runs node itself as user 1000, ended by SIGTERM', () => {
    const { User, Entrypoint, Cmd, WorkingDir, StopSignal } = configOf(target);
    expect({ User, Entrypoint, Cmd: Cmd ?? [], WorkingDir, StopSignal }).toEqual({
      User: '1000:1000',
      Entrypoint: ['node', '--enable-source-maps'],
      Cmd: [],
      WorkingDir: '/app',
      StopSignal: 'SIGTERM',
    });
  });

  it('says what it is, of which version and from which commit', () => {
    const label = (name: string) => configOf(target).Labels?.[`org.opencontainers.image.${name}`];
    expect(label('title')).toBe(title);
    expect(label('version')).toBe(VERSION);
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: checkout, encoding: 'utf8' }).trim();
    expect(label('revision')?.replace(/-changed$/, '')).toBe(head);
    expect(label('created')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/);
    expect(label('base.name')).toContain('docker.io/library/node:');
  });

  it(`has at most ${megabytes} MB`, () => {
    expect(bytesOf(target) / MEGABYTE).toBeLessThanOrEqual(megabytes);
    expect(bytesOf(target) / MEGABYTE).toBeGreaterThan(100);
  });

  it('has no file of the application that its user could change, or could not read', () => {
    expect(find(app).length).toBeGreaterThan(1000);
    const changeable = ['-uid', '1000', '-o', '-gid', '1000', '-o', '!', '-type', 'l', '-perm', '/022'];
    expect(find(app, ...changeable)).toEqual([]);
    expect(find(app, '!', '-perm', '-004', '-o', '-type', 'd', '!', '-perm', '-005')).toEqual([]);
  });

  it('gives its user two folders of its own', () => {
    const owned = find(container.folder, '-uid', '1000', '!', '-path', `${container.folder}/home/*`);
    expect(owned.sort()).toEqual(['/data/objects', '/scratch']);
  });

  it('has the packages that its services import, and no other', () => {
    const installed = Object.keys(locked['']?.dependencies ?? {}).filter((name) =>
      existsSync(join(app, 'node_modules', name)),
    );
    const imported = importedPackages(app, programs);
    expect([...imported].filter((name) => !installed.includes(name))).toEqual([]);
    const unused = installed.filter((name) => !imported.has(name) && !FOUND_OTHERWISE.test(name));
    expect(unused).toEqual([]);
  });

  it('has no package that only development needs', () => {
    const development = Object.entries(locked).filter(([, { dev }]) => dev);
    expect(development.length).toBeGreaterThan(100);
    expect(development.map(([path]) => path).filter((path) => existsSync(join(app, path)))).toEqual([]);
  });

  it('has no sources, tests, history, npm cache or secret of its build', () => {
    const top = container.folder;
    expect(find(join(app, 'dist'), '-name', '*.ts', '-o', '-name', '*.spec.js')).toEqual([]);
    expect(find(top, '-name', '.git', '-o', '-name', '_cacache', '-o', '-name', '.npmrc')).toEqual([]);
    expect(find(join(top, 'root'), '-mindepth', '1', '-name', '.npm*')).toEqual([]);
    expect(existsSync(join(top, 'run', 'secrets'))).toBe(false);
  });
});
