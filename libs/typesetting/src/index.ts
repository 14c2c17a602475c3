export { drawPicture } from './draw-picture';
export { typesettingFingerprint } from './fingerprint';
export { FONT_FAMILIES, findFamily, listFamilies } from './font-families';
export { layoutText } from './layout-text';
export type { LaidOutText } from './layout-text';
export type { TextBlock } from './text-block';
