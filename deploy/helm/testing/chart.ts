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
}

/** What `helm install reelmill --namespace video` would send, for an example and values on top. Throws what helm says. */
export function render(example: string, { values = {}, chart = CHART }: RenderOptions = {}): Rendered[] {
  const args = [
    'template',
    'reelmill',
    chart,
    '--namespace',
    'video',
    '-f',
    join(EXAMPLES, `${example}.yaml`),
  ];
  const text = helm([...args, '-f', '-'], stringify(values));
  const documents = parseAllDocuments(text);
  for (const { errors } of documents) if (errors[0]) throw errors[0];
  return documents.map((document) => document.toJS() as Rendered | null).filter((object) => object !== null);
}

export const ofKind = (objects: readonly Rendered[], kind: string): Rendered[] =>
  objects.filter((object) => object.kind === kind);

export function named(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const found = ofKind(objects, kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
}
