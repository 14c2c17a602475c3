import { cpSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../stack-scripts';
import { applyPatch, type Patch } from './patch';

/** Copies the build to `target`, whose services then run what the patches made of it. */
export function copyBuild(target: string, patches: readonly Patch[]): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(join(root, 'dist'), join(target, 'dist'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  for (const patch of patches) applyPatch(join(target, 'dist'), patch);
}
