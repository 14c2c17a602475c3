import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

interface BuildahScripts {
  buildahCommand(words: readonly string[]): string[];
  buildahEnvironment(): NodeJS.ProcessEnv;
  askBuildah(words: readonly string[]): string | undefined;
}

/** Which of the two. */
export type Target = 'control' | 'worker';

/** What an image says of itself, as in the OCI image specification. */
export interface ImageConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly StopSignal?: string;
  readonly Labels?: Readonly<Record<string, string>>;
}

export const checkout = resolve(__dirname, '..', '..');
export const scripts = createRequire(__filename)('../../scripts/images/buildah.cjs') as BuildahScripts;

const { version } = JSON.parse(readFileSync(resolve(checkout, 'package.json'), 'utf8')) as {
  version: string;
};

/** The version that the images are named after. */
export const VERSION = version;
export const imageName = (target: Target): string => `reelmill/${target}:${version}`;

export const configOf = (target: Target): ImageConfig => {
  const about = JSON.parse(ask(['inspect', '--type', 'image', imageName(target)])) as {
    OCIv1: { config: ImageConfig };
  };
  return about.OCIv1.config;
};

/** Bytes of all its layers. */
export function bytesOf(target: Target): number {
  const format = '{{.Size}}';
  const size = ask(['images', '--format', format, imageName(target)]);
  return bytesIn(size);
}

/** A container of an image, with its files in a folder of the host; to be removed. */
export interface Container {
  readonly name: string;
  readonly folder: string;
  remove(): void;
}

export function makeContainer(target: Target, name: string): Container {
  scripts.askBuildah(['rm', name]);
  ask(['from', '--pull-never', '--name', name, imageName(target)]);
  return { name, folder: ask(['mount', name]), remove: () => void ask(['rm', name]) };
}

function ask(words: readonly string[]): string {
  const answer = scripts.askBuildah(words);
  if (answer === undefined) throw new Error(`buildah ${words.join(' ')} failed: are the images built?`);
  return answer;
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** `412 MB` as buildah writes it. */
function bytesIn(text: string): number {
  const [, amount, unit = ''] = /^([\d.]+) (\w+)$/.exec(text) ?? [];
  const factor = UNITS[unit.toUpperCase()];
  if (amount === undefined || factor === undefined) throw new Error(`no size: ${text}`);
  return Number(amount) * factor;
}
