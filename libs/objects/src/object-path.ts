import { ObjectName } from '@reelmill/contracts';

/**
 * Where an object lies below the store's folder: `assets/<2 hex>/<sha256>`, `artifacts/<2 hex>/<key>.<file>`.
 * 256 folders a kind keep each small at a million objects, and none is left empty by a delete. Throws RangeError
 * for what is no object name.
 */
export function objectPath(name: string): string {
  const parsed = ObjectName.safeParse(name);
  if (!parsed.success) throw new RangeError(`${JSON.stringify(name)} is no object name`);
  const [kind, address = '', ...file] = parsed.data.split('/');
  return [kind, address.slice(0, 2), [address, ...file].join('.')].join('/');
}
