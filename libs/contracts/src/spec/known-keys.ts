import { z } from 'zod';
import type { Path } from './json-pointer';

/** The keys that a schema takes at a path of a document; empty where it takes no object. */
export function knownKeys(schema: z.core.$ZodType, document: unknown, path: Path): string[] {
  const here = core(schema, document);
  const [key, ...rest] = path;
  if (key === undefined) return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
  const value = (document as Record<PropertyKey, unknown> | null | undefined)?.[key];
  if (here instanceof z.ZodArray) return knownKeys(here.element, value, rest);
  if (!(here instanceof z.ZodObject)) return [];
  const member = (here.shape as Record<string, z.core.$ZodType | undefined>)[String(key)];
  return member ? knownKeys(member, value, rest) : [];
}

/** The object or list inside transforms, defaults and unions by `type`. */
function core(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return core(schema.in, value);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return core(schema.unwrap(), value);
  }
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const type = (value as { type?: unknown } | null | undefined)?.type;
  for (const option of schema.options) {
    const inner = core(option, value);
    const tag: unknown = inner instanceof z.ZodObject ? inner.shape['type'] : undefined;
    if (tag instanceof z.ZodLiteral && tag.values.has(type as string)) return inner;
  }
  return schema;
}
