const AUTHORITY_SECRETS = /:\/\/[^/?#\\]*@/g;
const ALONE = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Takes user names, passwords, queries and fragments, which hold signatures and tokens, out of all URLs in a text:
 * `https://***@host/path?***`. In time proportional to the text, which can be a caller's megabytes.
 */
export function withoutUrlCredentials(text: string): string {
  if (!text.includes('://')) return text;
  // A URL that stands alone may have what ends one inside of a text: quotes and spaces are legal as callers write them.
  if (ALONE.test(text) && URL.canParse(text)) return mask(text);
  return text.replace(/[^\s"<>`]+/g, mask);
}

function mask(word: string): string {
  const from = word.indexOf('://');
  if (from === -1) return word;
  const length = word.slice(from).search(/[?#]/);
  const shown = length === -1 ? word : `${word.slice(0, from + length + 1)}***`;
  return shown.replace(AUTHORITY_SECRETS, '://***@');
}
