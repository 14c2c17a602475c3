export interface Schema {
  $ref?: string;
  type?: string;
  pattern?: string;
  enum?: string[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  $defs?: Record<string, Schema>;
}

/** Says what a value is, by its path. */
type Naming = (path: string) => string;
type Tree = Record<string, unknown>;

/** What any name can be; a text that some of them can't be is an address, a size, a password. */
const WORDS = ['plain', '123', 'on', 'null', '1e3'];

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** `fullnameOverride` alone begins with a letter, since all of it is the beginning of a Service's name. */
const isFreeName = ({ type, pattern = '', enum: choices }: Schema): boolean =>
  type === 'string' && !choices && WORDS.every((word) => /^\d/.test(word) || new RegExp(pattern).test(word));

/** `workers-storage-node-selector` of `['workers', 'storage', 'nodeSelector']`. */
const inWords = (path: readonly string[]): string =>
  path.join('-').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Values in which each text that may be any name, and one of each list and map of such, is what `naming` says. */
export function freeNames(schema: Schema, naming: Naming): Tree {
  const resolve = (one: Schema): Schema => ({
    ...schema.$defs?.[one.$ref?.replace('#/$defs/', '') ?? ''],
    ...one,
  });
  const valueOf = (short: Schema, path: string[]): unknown => {
    const one = resolve(short);
    if (one.items) return listOf(one.items, path);
    if (typeof one.additionalProperties === 'object') return { note: naming(inWords(path)) };
    if (one.properties) return objectOf(one.properties, path);
    return isFreeName(one) ? wordFor(one, path) : undefined;
  };
  const wordFor = ({ pattern = '' }: Schema, path: string[]): string => {
    const word = naming(inWords(path));
    return new RegExp(pattern).test(word) ? word : `a${word}`;
  };
  const listOf = (items: Schema, path: string[]): unknown => {
    const item = valueOf(items, path);
    const isWhole = (resolve(items).required ?? []).every((key) => isTree(item) && key in item);
    return item !== undefined && isWhole ? [item] : undefined;
  };
  const objectOf = (properties: Record<string, Schema>, path: string[]): unknown => {
    const below = Object.entries(properties).map(([key, each]) => [key, valueOf(each, [...path, key])]);
    const found = below.filter(([, value]) => value !== undefined);
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  };
  return valueOf(schema, []) as Tree;
}

/** The second over the first, as helm lays value files over each other. */
export function overlay(under: Tree, over: Tree): Tree {
  const laid = Object.entries(over).map(([key, value]) => {
    const below = under[key];
    return [key, isTree(below) && isTree(value) ? overlay(below, value) : value];
  });
  return { ...under, ...(Object.fromEntries(laid) as Tree) };
}

/** The same tree with the kind of each leaf in its place: a name that was read as a number or as true shows. */
export function kindsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(kindsOf);
  if (!isTree(value)) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, kindsOf(below)]));
}
