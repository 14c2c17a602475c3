import {
  TaskError,
  type ColorElement,
  type ImageElement,
  type TextElement,
  type TextPicture,
  type VideoElement,
} from '@reelmill/contracts';
import type { TimedItem } from './container';
import type { Context } from './context';
import { exactFrames } from './frames';
import type { Medium } from './medium';
import { isOnCanvas, placeColor, placePicture } from './placement';
import { stacked, type Drawing, type Shown } from './shown';
import { placeText, textBlock } from './text-placement';
import type { TextBlock, TextLayout } from './types';

/** Of a text's picture: pixels on a side, and in all. */
const MAX_TEXT_SIDE = 8192;
const MAX_TEXT_AREA = 32 * 1024 * 1024;

/** What is seen of a container's items, bottom to top. */
export function drawItems(items: readonly TimedItem[], context: Context): Shown[] {
  const shown = items.flatMap((item) => {
    const drawing = draw(item, context);
    return drawing ? [{ drawing, span: item.span, zIndex: item.element['z-index'] }] : [];
  });
  return stacked(shown);
}

function draw({ element, medium, pointer }: TimedItem, context: Context): Drawing | undefined {
  switch (element.type) {
    case 'image':
    case 'video':
      return medium && drawPicture(element, medium, { pointer, context });
    case 'color':
      return drawColor(element, pointer, context);
    case 'text':
      return drawText(element, pointer, context);
    case 'audio':
      return undefined;
  }
}

function drawPicture(
  element: ImageElement | VideoElement,
  { probe, sha256, seekUs, lengthUs }: Medium,
  { pointer, context }: { pointer: string; context: Context },
): Drawing | undefined {
  if (!probe.picture) return undefined;
  const place = placePicture(element, probe.picture, context);
  if (!place) {
    const { width, height } = probe.picture;
    return context.report.impossible(
      pointer,
      `The picture is ${width}x${height}; scaled to its place it would be too large. Give another width and height, or "resize": "contain".`,
    );
  }
  if (!isOnCanvas(place.box, context)) return warnUnseen(pointer, context);
  const { zoom } = element;
  if (element.type === 'image') return { kind: 'image', asset: sha256, place, zoom };
  const period = element.loop && lengthUs !== null ? exactFrames(lengthUs, context.fps) : null;
  return { kind: 'video', asset: sha256, place, zoom, seekUs, period };
}

function drawColor(element: ColorElement, pointer: string, context: Context): Drawing | undefined {
  const box = placeColor(element, context);
  return isOnCanvas(box, context)
    ? { kind: 'color', color: element.color, box }
    : warnUnseen(pointer, context);
}

function drawText(element: TextElement, pointer: string, context: Context): Drawing | undefined {
  const picture = layOut(textBlock(element, context), pointer, context);
  if (!picture) return undefined;
  const { x, y } = placeText(element, picture, context);
  const box = { x, y, width: picture.width, height: picture.height };
  return isOnCanvas(box, context) ? { kind: 'text', picture, x, y } : warnUnseen(pointer, context);
}

function warnUnseen(pointer: string, { report }: Context): undefined {
  report.warn(`${pointer} lies outside of the picture and is never seen.`);
}

/**
 * The picture of a text; undefined, and a problem reported, when it is too large. Says which characters no font has.
 * Nothing is laid out any more once there is a problem.
 */
export function layOut(block: TextBlock, pointer: string, context: Context): TextPicture | undefined {
  const { report } = context;
  if (report.hasProblems) return undefined;
  const laidOut = attempt(block, pointer, context);
  if (!laidOut) return undefined;
  const { picture, missing } = laidOut;
  // Its first run was counted before anything was laid out.
  report.count('textRuns', Math.max(0, picture.runs.length - 1));
  if (missing.length > 0) {
    const some = [...new Set(missing)].slice(0, 10).join(' ');
    report.warn(`${pointer} has characters that no font here can show: ${some}`);
  }
  const isTooLarge = Math.max(picture.width, picture.height) > MAX_TEXT_SIDE;
  if (!isTooLarge && picture.width * picture.height <= MAX_TEXT_AREA) return picture;
  return report.impossible(
    pointer,
    `The text would be ${picture.width}x${picture.height} pixels; make it shorter or its "font-size" smaller.`,
  );
}

function attempt(
  block: TextBlock,
  pointer: string,
  { layout, report }: Context,
): ReturnType<TextLayout> | undefined {
  try {
    return layout(block);
  } catch (error) {
    if (!(error instanceof TaskError) || error.failure.code !== 'spec_impossible') throw error;
    return report.impossible(pointer, error.message);
  }
}
