export interface JsonSize {
  /** Entries and members of all lists and objects together; an empty one counts as if it had one. */
  values: number;
  /** Lists and objects inside each other. */
  depth: number;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d;

/**
 * How much a JSON text in UTF-8 holds, from its bytes alone: a few milliseconds a mebibyte, where JSON.parse can take
 * seconds for one that is nothing but brackets. What it says of a text that is no JSON means nothing.
 */
export function jsonSize(json: Uint8Array): JsonSize {
  let values = 0;
  let open = 0;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] as number;
    if (byte === QUOTE) inText = !inText;
    else if (inText) at += byte === BACKSLASH ? 1 : 0;
    else if (byte === COMMA) values += 1;
    else if (isOpening(byte)) {
      values += 1;
      open += 1;
      if (open > depth) depth = open;
    } else if (isClosing(byte)) open -= 1;
  }
  return { values, depth };
}
