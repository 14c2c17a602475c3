const ASSET = /^asset:([0-9a-f]{64})$/i;

export interface AssetReference {
  pointer: string;
  /** Lower-case hex. */
  sha256: string;
}

/** Every `src` of a valid spec that names an uploaded asset, in the caller's own spelling of the path. */
export function assetReferences(input: unknown, pointer: string): AssetReference[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]: [string, unknown]) => {
    const here = `${pointer}/${key}`;
    const sha256 = key === 'src' && typeof value === 'string' ? ASSET.exec(value)?.[1] : undefined;
    return sha256 ? [{ pointer: here, sha256: sha256.toLowerCase() }] : assetReferences(value, here);
  });
}
