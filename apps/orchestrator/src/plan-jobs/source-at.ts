import { Source, valueAt } from '@reelmill/contracts';

const ELEMENT = /^\/input((?:\/\d+)?(?:\/scenes\/\d+)?\/elements\/\d+)(?:\/|$)/;

/**
 * The source of the element that a pointer into the body leads to or into, as the caller wrote it. Undefined also where
 * what stands there can be no source: nobody could tell what in it is secret.
 */
export function sourceAt(input: unknown, pointer: string): string | undefined {
  const element = ELEMENT.exec(pointer)?.[1];
  if (element === undefined) return undefined;
  const src = valueAt(input, [...element.split('/').slice(1), 'src']);
  return typeof src === 'string' && Source.safeParse(src).success ? src : undefined;
}
