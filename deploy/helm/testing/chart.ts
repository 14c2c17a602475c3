import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { toolPath } from '../../testing/tool';

export const CHART = join(__dirname, '..', 'reelmill');
export const EXAMPLES = join(__dirname, '..', 'examples');

/** A rendered object of Kubernetes. */
export interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec?: Record<string, unknown>;
  data?: Record<string, string>;
}

export const exampleNames = (): string[] => readdirSync(EXAMPLES).map((file) => file.replace(/\.yaml$/, ''));

/** What helm writes; throws with what it says when it refuses. */
export const helm = (args: readonly string[], input = ''): string =>
  execFileSync(toolPath('HELM'), args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2, stdio: 'pipe' });

interface RenderOptions {
  /** Values on top of those of the example. */
  values?: object;
  /** Another chart than the committed one. */
  chart?: string;
  release?: string;
  /** Where the example is; default `EXAMPLES`. */
  folder?: string;
}

/** What `helm install reelmill --namespace video` would send, for an example and values on top. Throws what helm says. */
export function render(
  example: string,
  { values = {}, chart = CHART, release = 'reelmill', folder = EXAMPLES }: RenderOptions = {},
): Rendered[] {
  const file = join(folder, `${example}.yaml`);
  const text = helm(
    ['template', release, chart, '--namespace', 'video', '-f', file, '-f', '-'],
    stringify(values, { version: '1.1' }),
  );
  // As helm and Kubernetes read it: `on` is true.
  const documents = parseAllDocuments(text, { version: '1.1' });
  for (const { errors } of documents) if (errors[0]) throw errors[0];
  return documents.map((document) => document.toJS() as Rendered | null).filter((object) => object !== null);
}

/** What helm says after it has installed an example with values on top. */
export const notes = (example: string, values: object): string =>
  helm(
    ['install', 'reelmill', CHART, '--dry-run=client', '-f', join(EXAMPLES, `${example}.yaml`), '-f', '-'],
    stringify(values, { version: '1.1' }),
  );

export const ofKind = (objects: readonly Rendered[], kind: string): Rendered[] =>
  objects.filter((object) => object.kind === kind);

export function named(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const found = ofKind(objects, kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
}
