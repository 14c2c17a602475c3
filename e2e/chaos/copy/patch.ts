import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One change of the text of a built service. */
export interface Edit {
  /** Folder of the build in which exactly one place must match, from its root. */
  in: string;
  find: RegExp;
  /** May use `$1` … of `find`. */
  replace: string;
}

/** Changes that belong together; the name says what they switch off or add. */
export interface Patch {
  name: string;
  edits: readonly Edit[];
}

/** @throws Error that names the patch when a place is not there, or not the only one */
export function applyPatch(build: string, patch: Patch): void {
  for (const edit of patch.edits) {
    const files = builtFiles(join(build, edit.in));
    const matches = files.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return Array.from({ length: countMatches(text, edit.find) }, () => ({ file, text }));
    });
    const [match] = matches;
    if (match === undefined || matches.length > 1)
      throw new Error(
        `The patch ${patch.name} no longer applies: ${String(edit.find)} is ${matches.length} times in ${edit.in}, ` +
          'not once. Look how the code does it now and change the patch.',
      );
    writeFileSync(match.file, replaceOnce(match.text, edit));
  }
}

export const replaceOnce = (text: string, { find, replace }: Pick<Edit, 'find' | 'replace'>): string =>
  text.replace(find, replace);

export const countMatches = (text: string, find: RegExp): number =>
  [...text.matchAll(new RegExp(find.source, `${find.flags.replace('g', '')}g`))].length;

function builtFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name));
}
