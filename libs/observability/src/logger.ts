import { pino, type DestinationStream, type Logger } from 'pino';

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

const SECRET_FIELDS = ['password', 'secret', 'token', 'authorization', 'cookie'];
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/"'@]+@/gi;

/** Takes user names and passwords out of all URLs in a text. */
export const withoutUrlCredentials = (text: string): string => text.replace(URL_CREDENTIALS, '$1***@');

/** One JSON object a line: `level` by name, ISO `time`, `service`, `msg`; secret fields and URL credentials are masked. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: '***',
    },
    hooks: { streamWrite: withoutUrlCredentials },
  };
  return destination ? pino(options, destination) : pino(options);
}
