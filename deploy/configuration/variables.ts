import { isSecret } from '@reelmill/config';
import type { z } from 'zod';
import { SERVICES, type ServiceName } from './services';

export interface Variable {
  name: string;
  /** What it is for. */
  about: string;
  /** What a value looks like. */
  form: string;
  /** As it would be written; undefined when the variable is required. */
  usual: string | undefined;
  secret: boolean;
  services: ServiceName[];
}

/**
 * All that can be set, in the order of first mention. One that means the same everywhere stands once; one that a service
 * sees differently stands once for each meaning.
 */
export function variables(): Variable[] {
  const found = new Map<string, Variable>();
  for (const service of Object.keys(SERVICES) as ServiceName[])
    for (const [name, type] of Object.entries(SERVICES[service] as Record<string, z.ZodType>)) {
      const read = variable(name, type);
      const key = JSON.stringify(read);
      const known = found.get(key) ?? { ...read, services: [] };
      known.services.push(service);
      found.set(key, known);
    }
  return [...found.values()];
}

function variable(name: string, type: z.ZodType): Omit<Variable, 'services'> {
  const { about, usual, description } = type.meta() ?? {};
  if (typeof about !== 'string' || description === undefined)
    throw new Error(`${name}: say what it is for by .meta({ about }), and what is expected by .describe().`);
  return {
    name,
    about,
    form: description,
    usual: typeof usual === 'string' ? usual : defaultOf(type),
    secret: isSecret(type),
  };
}

/** That of the outermost wrapper, which is where a default stands that counts. */
function defaultOf(type: z.ZodType): string | undefined {
  const def = type.def as { type: string; defaultValue?: unknown };
  return def.type === 'default' || def.type === 'prefault' ? String(def.defaultValue) : undefined;
}
