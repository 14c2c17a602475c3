import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The variables that a process reads: environment name → what it must be. Defaults come from the zod types. */
export type ConfigShape = Readonly<Record<string, z.ZodType>>;
export type Config<Shape extends ConfigShape> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> };
export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the environment, one line a variable; values of secrets are never shown. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration can't be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    // It ends the process at its start: where it was thrown helps nobody to set a variable.
    this.stack = `${this.name}: ${this.message}`;
  }
}

const secrets = new WeakSet<z.ZodType>();

/**
 * Marks a variable whose value is never shown, and that may come from a file instead: `<NAME>_FILE` is the path
 * of a file whose content, without a final line break, is the value. The mark must be the outermost wrapper.
 */
export function secret<Type extends z.ZodType>(type: Type): Type {
  const marked = type.clone();
  secrets.add(marked);
  return marked;
}

/** Whether the variable was marked by {@link secret}. */
export const isSecret = (type: z.ZodType): boolean => secrets.has(type);

/**
 * The configuration of a process, frozen. An empty variable counts as unset.
 * @throws ConfigError that names every bad variable at once and what is expected of it.
 */
export function loadConfig<Shape extends ConfigShape>(
  shape: Shape,
  env: Environment = process.env,
): Config<Shape> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, type] of Object.entries(shape)) {
    const read = readVariable(name, type, env);
    if ('problem' in read) problems.push(read.problem);
    else values[name] = read.value;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Config<Shape>;
}

type Reading = { value: unknown } | { problem: string };

function readVariable(name: string, type: z.ZodType, env: Environment): Reading {
  const hidden = isSecret(type);
  const direct = env[name] || undefined;
  const file = hidden ? env[`${name}_FILE`] || undefined : undefined;
  if (direct !== undefined && file !== undefined) {
    return { problem: `${name}: is set twice, also by ${name}_FILE; keep one of them` };
  }
  let text = direct;
  if (file !== undefined) {
    try {
      text = readFileSync(file, 'utf8').replace(/\r?\n$/, '') || undefined;
    } catch (error) {
      return {
        problem: `${name}_FILE: can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      };
    }
  }
  const parsed = type.safeParse(text);
  if (parsed.success) return { value: parsed.data };
  const expected = type.description ?? parsed.error.issues.map((issue) => issue.message).join('; ');
  if (text === undefined) return { problem: `${name}: is required; expected ${expected}` };
  return { problem: `${name}: expected ${expected}${hidden ? '' : `, got ${JSON.stringify(text)}`}` };
}
