import {
  pino,
  type DestinationStream,
  type LogFn,
  type Logger,
  type LoggerOptions as PinoOptions,
} from 'pino';
import { SECRET_FIELDS, loggable } from './loggable';

export type { Logger } from 'pino';
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** Written as `service` on every line. */
  service: string;
  level: LogLevel;
  /** Default: standard output. */
  destination?: DestinationStream;
}

/**
 * One JSON object a line: `level` by name, ISO `time`, `service`, `msg`. Secret fields and the secrets of URLs are masked,
 * texts are cut at 8 KiB, and of an error nothing is written but what {@link loggable} leaves of it.
 */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options: PinoOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: fields },
    // What `fields` left of an error is plain; pino's own serializer would write all its properties.
    serializers: { err: (error: unknown) => error },
    hooks: { logMethod: writeLoggable },
  };
  return destination ? pino(options, destination) : pino(options);
}

const fields = (of: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(of).map(([name, value]) => [name, SECRET_FIELDS.test(name) ? '***' : loggable(value)]),
  );

/** The message and what stands in it; the fields, which come first when there are any, go through the formatter. */
function writeLoggable(this: Logger, args: unknown[], write: LogFn): void {
  const [first, ...rest] = args;
  // pino would take over the message of an error as it is.
  const shown =
    first instanceof Error ? [{ err: first }, ...(rest.length > 0 ? rest : [first.message])] : args;
  const [fieldsOrText, ...texts] = shown;
  const start = typeof fieldsOrText === 'string' ? loggable(fieldsOrText) : fieldsOrText;
  Reflect.apply(write, this, [start, ...texts.map(loggable)]);
}
