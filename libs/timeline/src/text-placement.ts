import type { SubtitlesSettings, TextElement, TextPicture } from '@reelmill/contracts';
import type { Size } from './context';
import { even, shares } from './placement';
import type { TextBlock } from './types';

const MARGIN = 0.05;
const WRAP_WIDTH = 0.9;
const TEXT_SIZE = 0.08;
const CAPTION_SIZE = 0.06;
/** Captions without a box get an outline by default, so that they can be read on any picture; a share of the size. */
const CAPTION_OUTLINE = 0.08;
/** About how far letters reach below and above the baseline, as shares of the size. */
const DESCENT = 0.3;
const ASCENT = 1;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

const wrapWidth = (canvas: Size): number => Math.max(1, Math.round(canvas.width * WRAP_WIDTH));

type Letters = TextElement['settings'] | SubtitlesSettings;

function letters(
  settings: Letters,
  size: number,
  outlineWidth: number,
): Omit<TextBlock, 'text' | 'color' | 'align' | 'maxWidth'> {
  const offset = settings['shadow-offset'];
  return {
    size,
    ...(settings['font-family'] !== undefined && { family: settings['font-family'] }),
    ...(settings['font-weight'] !== undefined && { weight: settings['font-weight'] }),
    ...(outlineWidth > 0 && { outline: { color: settings['outline-color'], width: outlineWidth } }),
    ...(offset > 0 && { shadow: { color: settings['shadow-color'], dx: offset, dy: offset } }),
    ...(settings['box-color'] !== undefined && { box: { color: settings['box-color'] } }),
  };
}

/** What is to be laid out for a text element. */
export function textBlock({ text, width, settings }: TextElement, canvas: Size): TextBlock {
  const size = settings['font-size'] ?? Math.max(4, Math.round(canvas.height * TEXT_SIZE));
  return {
    text: text.replaceAll(/\r\n?/g, '\n'),
    ...letters(settings, size, settings['outline-width'] ?? 0),
    color: settings['font-color'],
    align: settings['text-align'],
    maxWidth: width ?? wrapWidth(canvas),
    ...(settings['line-height'] !== undefined && { lineHeight: settings['line-height'] }),
  };
}

/** What is to be laid out for a caption, or one word of it. */
export function captionBlock(text: string, settings: SubtitlesSettings, canvas: Size): TextBlock {
  const size = captionSize(settings, canvas);
  const isBoxed = settings['box-color'] !== undefined;
  const outline =
    settings['outline-width'] ?? (isBoxed ? 0 : Math.max(1, Math.round(size * CAPTION_OUTLINE)));
  const side = settings.position === 'custom' ? 0 : shares(settings.position).x;
  return {
    weight: 700,
    text: settings['all-caps'] ? text.toUpperCase() : text,
    ...letters(settings, size, outline),
    color: settings.style === 'progressive' ? settings['word-color'] : settings['line-color'],
    align: side === 0 ? 'left' : side === 1 ? 'right' : 'center',
    maxWidth: wrapWidth(canvas),
  };
}

const captionSize = (settings: SubtitlesSettings, canvas: Size): number =>
  settings['font-size'] ?? Math.max(4, Math.round(canvas.height * CAPTION_SIZE));

/** Upper left corner of a text element's picture: 5 % inside the canvas, or at `x` and `y`. */
export function placeText(
  element: TextElement,
  picture: TextPicture,
  canvas: Size,
): { x: number; y: number } {
  const place = element.width ?? picture.width;
  const inPlace =
    { left: 0, center: 0.5, right: 1 }[element.settings['text-align']] * (place - picture.width);
  if (element.position === 'custom') return { x: even(element.x + inPlace), y: even(element.y) };
  const share = shares(element.position);
  return {
    x: even(within(canvas.width, place, share.x) + inPlace),
    y: even(within(canvas.height, picture.height, share.y)),
  };
}

/**
 * Upper left corner of a caption's picture, inside the canvas. Captions at the bottom stand on one last
 * baseline and those at the top hang from one first baseline, whatever letters they have.
 */
export function placeCaption(
  settings: SubtitlesSettings,
  picture: TextPicture,
  canvas: Size,
): { x: number; y: number } {
  const inside = (x: number, y: number) => ({
    x: even(clamp(x, 0, Math.max(0, canvas.width - picture.width))),
    y: even(clamp(y, 0, Math.max(0, canvas.height - picture.height))),
  });
  if (settings.position === 'custom') return inside(settings.x, settings.y);
  const share = shares(settings.position);
  const size = captionSize(settings, canvas);
  const margin = canvas.height * MARGIN;
  const baselines = picture.runs.map((run) => run.y);
  const x = within(canvas.width, picture.width, share.x);
  if (share.y === 0.5 || baselines.length === 0)
    return inside(x, within(canvas.height, picture.height, share.y));
  const y =
    share.y === 1
      ? even(canvas.height - margin - size * DESCENT) - Math.round(Math.max(...baselines))
      : even(margin + size * ASCENT) - Math.round(Math.min(...baselines));
  return inside(x, y);
}

/** Where something of a length begins between the margins of a side; the middle ignores them. */
function within(side: number, length: number, share: number): number {
  if (share === 0.5) return (side - length) / 2;
  const margin = side * MARGIN;
  return share === 0 ? margin : side - margin - length;
}
