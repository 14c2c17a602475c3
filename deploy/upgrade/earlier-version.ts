import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../testing/monitored-stack';

const MIGRATIONS = 'libs/persistence/src/migrations';
const inCheckout = (program: string, args: readonly string[]): Buffer =>
  execFileSync(program, args, { cwd: CHECKOUT, maxBuffer: 512 * 1024 ** 2 });

/** The commit before the one that brought the newest migration. @throws Error without the history of the repository */
export function commitBeforeNewestMigration(): string {
  const newest = readdirSync(join(CHECKOUT, MIGRATIONS))
    .filter((file) => /^\d+-.*\.ts$/.test(file))
    .sort()
    .at(-1)!;
  const added = ['log', '--diff-filter=A', '--format=%H', '--', `${MIGRATIONS}/${newest}`];
  const commit = inCheckout('git', added).toString().trim();
  if (commit === '') throw new Error(`${newest} is in no commit: commit it, or fetch the whole history`);
  return `${commit}^`;
}

/** Puts the version of a commit into a new folder and builds its services with the packages of now. */
export function buildVersion(commit: string, folder: string): void {
  mkdirSync(folder);
  execFileSync('tar', ['-x', '-C', folder], { input: inCheckout('git', ['archive', commit]) });
  symlinkSync(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'));
  const sources = ['apps', 'libs'].flatMap((kind) =>
    readdirSync(join(folder, kind)).map((name) => `${kind}/${name}/src`),
  );
  const swc = join('node_modules', '.bin', 'swc');
  const ignored = ['--ignore', '**/*.spec.ts,**/*.integration.ts'];
  // Some start programs by scripts that lie beside their sources.
  execFileSync(swc, [...sources, '-d', 'dist', '--copy-files', ...ignored], {
    cwd: folder,
    stdio: 'pipe',
  });
}
