import { createHash } from 'node:crypto';
import { FONT_MANIFEST } from './font-manifest';
import { canvasVersion } from './skia';

/** Changes when the same picture could be drawn with other bytes: sha256 of the canvas version and all fonts. */
export function typesettingFingerprint(): string {
  const fonts = FONT_MANIFEST.flatMap(({ files }) =>
    files.map(({ id, weights, sha256 }) => [id, weights, sha256]),
  );
  return createHash('sha256')
    .update(JSON.stringify([canvasVersion(), fonts]))
    .digest('hex');
}
