import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const IMPORT = /\b(?:require|import)\("([^"]+)"\)/g;

/**
 * Names of the npm packages that these programs import, and all files of theirs that they reach; throws when one of
 * these is missing. `programs`: files and folders below `app`.
 */
export function importedPackages(app: string, programs: readonly string[]): Set<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const waiting = programs.flatMap((program) => scriptsIn(join(app, program)));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      if (name.startsWith('.')) waiting.push(scriptAt(resolve(dirname(file), name)));
      else if (!name.startsWith('node:')) packages.add(packageOf(name));
    }
  }
  return packages;
}

function scriptsIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return path.endsWith('.js') ? [path] : [];
  return readdirSync(path).flatMap((name) => scriptsIn(join(path, name)));
}

function scriptAt(path: string): string {
  const found = [path, `${path}.js`, join(path, 'index.js')].find(
    (file) => existsSync(file) && statSync(file).isFile(),
  );
  if (found === undefined) throw new Error(`${path} is imported and not there`);
  return found;
}

/** `@nestjs/core/x` → `@nestjs/core`. */
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
