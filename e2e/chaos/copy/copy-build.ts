import { cpSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../stack-scripts';
import { applyPatch, type Patch } from './patch';

const dist = join(root, 'dist');

/** Copies the build to `target`, whose services then run what the patches made of it. */
export function copyBuild(target: string, patches: readonly Patch[]): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(dist, join(target, 'dist'), { recursive: true, filter: hasSource });
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  for (const patch of patches) applyPatch(join(target, 'dist'), patch);
}

/** A build keeps what was compiled from files that are gone: no service loads it, and a patch must not find it. */
function hasSource(path: string): boolean {
  const [built, name] = /^(.*)\.js(?:\.map)?$/.exec(relative(dist, path)) ?? [];
  return built === undefined || existsSync(join(root, `${name}.ts`)) || statSync(path).isDirectory();
}
