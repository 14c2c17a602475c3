import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TaskError } from '@reelmill/contracts';

const fromHere = createRequire(__filename);

export interface FontFileOnDisk {
  path: string;
  bytes: Buffer;
}

/**
 * Reads a file of a font package and proves that it is the one of the manifest.
 * @throws TaskError `internal` when the package is missing or holds other bytes
 */
export function readFontFile(name: string, file: { path: string; sha256: string }): FontFileOnDisk {
  try {
    const path = join(dirname(fromHere.resolve(`${name}/package.json`)), file.path);
    const bytes = readFileSync(path);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== file.sha256) throw new Error(`sha256 is ${found}, not ${file.sha256}`);
    return { path, bytes };
  } catch (cause) {
    throw new TaskError(
      'internal',
      `The font ${name} is not the pinned one; install the packages of the lock file.`,
      {
        cause: `${file.path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      },
    );
  }
}
