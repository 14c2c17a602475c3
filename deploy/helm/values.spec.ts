import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CHART } from './testing/chart';

interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  additionalProperties?: boolean | Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  $defs?: Record<string, Schema>;
}

const values = parse(readFileSync(join(CHART, 'values.yaml'), 'utf8')) as Record<string, unknown>;
const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8')) as Schema;

const resolve = (one: Schema): Schema => {
  const name = one.$ref?.replace('#/$defs/', '');
  return name === undefined ? one : { ...schema.$defs?.[name], ...one };
};

/** Objects whose keys the schema lists have `properties`; the rest is free, or a map of strings. */
const isListed = (one: Schema): boolean => one.properties !== undefined;

/** Every path of the schema below `one`, without those inside lists. */
function schemaPaths(one: Schema, path = ''): string[] {
  return Object.entries(resolve(one).properties ?? {}).flatMap(([key, below]) => [
    `${path}/${key}`,
    ...schemaPaths(below, `${path}/${key}`),
  ]);
}

function at(path: string): Schema | undefined {
  return path
    .split('/')
    .slice(1)
    .reduce<Schema | undefined>((found, key) => found && resolve(found).properties?.[key], schema);
}

/** Every path of the values that the schema must list: not those inside lists and free maps. */
function valuePaths(value: unknown, path = ''): string[] {
  const found = at(path);
  if (path !== '' && (!found || !isListed(resolve(found)))) return [];
  return Object.entries(value as object).flatMap(([key, below]) => [
    `${path}/${key}`,
    ...valuePaths(below, `${path}/${key}`),
  ]);
}

/** All schemas of objects, also inside lists and definitions. */
function objectSchemas(one: Schema, path: string): [string, Schema][] {
  const below = Object.entries({
    ...one.properties,
    ...one.$defs,
    ...(one.items ? { items: one.items } : {}),
  }).flatMap(([key, each]) => objectSchemas(each, `${path}/${key}`));
  return one.type === 'object' ? [[path, one], ...below] : below;
}

it('every value has a place in the schema, and every place a default', () => {
  expect(valuePaths(values).sort()).toEqual(schemaPaths(schema).sort());
});

it.each(['', ...schemaPaths(schema)].filter((path) => isListed(resolve(at(path) ?? {}))))(
  'in %s nothing can be taken away by null',
  (path) => {
    const { properties = {}, required = [] } = resolve(at(path) ?? {});
    expect([...required].sort()).toEqual(Object.keys(properties).sort());
  },
);

it.each(schemaPaths(schema))('%s is described', (path) => {
  expect(at(path)?.description).toMatch(/^[A-Z].{8,}[.)]$/);
});

it.each(objectSchemas(schema, ''))(
  '%s refuses unknown keys, is a map of texts, or is what Kubernetes says',
  (path, one) => {
    if (isListed(one)) return expect(one.additionalProperties).toBe(false);
    if (one.additionalProperties !== undefined)
      return expect(one.additionalProperties).toEqual({ type: 'string' });
    // Kubernetes checks these itself.
    expect(path.split('/').at(-1)).toMatch(
      /^(global|affinity|items|valueFrom|namespaceSelector|podSelector)$/,
    );
  },
);
