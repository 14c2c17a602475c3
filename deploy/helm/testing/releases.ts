import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from './immutable';

const RELEASED = join(__dirname, '..', 'released');

export interface Release {
  version: string;
  /** Its examples as they were, which people have copied. */
  values: string;
  /** What can't change of what it made of them, by example. */
  immutable: Record<string, Snapshot>;
}

export const releaseFolder = (version: string): string => join(RELEASED, version);

export const releases = (): Release[] =>
  readdirSync(RELEASED, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      version: name,
      values: join(releaseFolder(name), 'values'),
      immutable: JSON.parse(
        readFileSync(join(releaseFolder(name), 'immutable.json'), 'utf8'),
      ) as Release['immutable'],
    }));
