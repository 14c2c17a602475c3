import { createRequire } from 'node:module';
import type * as Canvas from '@napi-rs/canvas';
import { TaskError } from '@reelmill/contracts';
import { readFontFile } from './font-file';
import type { Face } from './font-manifest';

const fromHere = createRequire(__filename);

let loaded: typeof Canvas | undefined;
const registered = new Set<string>();

/**
 * The drawing library without the fonts of the machine. It reads the variable once, while it loads, and a hoisted
 * import would load it before any statement here runs: so it is required on first use, and imported nowhere else.
 */
export function skia(): typeof Canvas {
  if (!loaded) {
    // eslint-disable-next-line no-restricted-properties -- the only switch that the library has
    process.env.DISABLE_SYSTEM_FONTS_LOAD = '1';
    loaded = fromHere('@napi-rs/canvas') as typeof Canvas;
  }
  return loaded;
}

export const canvasVersion = (): string =>
  (fromHere('@napi-rs/canvas/package.json') as { version: string }).version;

/** No name that a font could carry itself: CSS matching then can choose no other face. */
const aliasOf = (face: Face): string => `reelmill ${face.family.package}/${face.file.path}`;

function register(face: Face): void {
  const alias = aliasOf(face);
  if (registered.has(alias)) return;
  const { path } = readFontFile(face.family.package, face.file);
  if (!skia().GlobalFonts.registerFromPath(path, alias)) {
    throw new TaskError('internal', `The font ${face.family.family} could not be read.`, {
      cause: face.file.path,
    });
  }
  registered.add(alias);
}

/** Sets the context to draw or measure runs of this face: `x` is the left end of the baseline in both directions. */
export function useFace(
  context: Canvas.SKRSContext2D,
  face: Face,
  run: { size: number; rightToLeft: boolean },
): void {
  register(face);
  // Always the plain weight: a bold one would be made up by Skia where the alias has a single style.
  context.font = `${run.size}px "${aliasOf(face)}"`;
  context.fontVariationSettings = face.file.weights.length > 1 ? `"wght" ${face.weight}` : 'normal';
  context.fontKerning = 'normal';
  context.letterSpacing = '0px';
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.direction = run.rightToLeft ? 'rtl' : 'ltr';
}
