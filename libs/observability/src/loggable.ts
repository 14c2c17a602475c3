import { withoutUrlCredentials } from './without-url-secrets';

/** Characters of one field of a log line: a spec in a message must not make lines of megabytes. */
const MAX_LENGTH = 8 * 1024;
/** What a value counts besides its text, so that nothing but brackets comes to an end too. */
const VALUE_LENGTH = 8;
/** Fields whose values are never written. */
export const SECRET_FIELDS = /^(password|secret|token|(proxy-)?authorization|(set-)?cookie|x-api-key)$/i;

/**
 * A copy of a value as it may stand in a log, of at most 8 Ki characters: texts without the secrets of URLs, secret fields
 * masked, errors as type, code, message, stack and cause and nothing else, since those of a database driver carry the
 * query with all its parameters.
 */
export const loggable = (value: unknown): unknown => new Copy().of(value);

/** One copy, and what it may still take. */
class Copy {
  private left = MAX_LENGTH;

  of(value: unknown): unknown {
    this.left -= VALUE_LENGTH;
    if (this.left <= 0) return '…';
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Error) return this.error(value);
    if (value instanceof Date) return value;
    if (value instanceof URL) return this.text(value.href);
    if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
    if (Array.isArray(value)) return this.list(value);
    return this.object(value);
  }

  private text(text: string): string {
    // Masked before it is cut: half a URL shows its secrets.
    const masked = withoutUrlCredentials(text);
    const shown = masked.slice(0, Math.max(this.left, 0));
    this.left -= shown.length;
    return shown.length === masked.length ? shown : `${shown}… (of ${masked.length} characters)`;
  }

  private error(error: Error): object {
    const { code, cause } = error as { code?: unknown; cause?: unknown };
    // The frames are few; a message can be as long as what a caller sent.
    const stack = this.text(framesOf(error));
    return {
      type: error.name,
      message: this.text(error.message),
      ...(code !== undefined && { code: this.of(code) }),
      stack,
      ...(cause !== undefined && { cause: this.of(cause) }),
      ...(error instanceof AggregateError && { errors: this.of(error.errors) }),
    };
  }

  private list(list: readonly unknown[]): unknown[] {
    const copy: unknown[] = [];
    for (const entry of list) {
      copy.push(this.of(entry));
      if (this.left <= 0) break;
    }
    return copy;
  }

  private object(object: object): object {
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(object)) {
      copy[this.text(name)] = SECRET_FIELDS.test(name) ? '***' : this.of(value);
      if (this.left <= 0) break;
    }
    return copy;
  }
}

/** The stack without what stands before it, the message. */
function framesOf({ stack = '' }: Error): string {
  const from = stack.indexOf('\n    at ');
  return from === -1 ? '' : stack.slice(from + 1);
}
