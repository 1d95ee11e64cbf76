import { type DestinationStream, pino } from 'pino';
import { safeError } from './safe-error.ts';

/** What every part of the product may say to the log. The first argument carries fields, the second a sentence. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

const SECRETS = ['password', 'secret', 'authorization', 'cookie', 'token', 'hash'];

/** Structured log on standard output; fields that name a secret are never printed, and of an error only what `safeError` says. */
export function createLogger(name: string, level = process.env.ZUOXI_LOG_LEVEL ?? 'info', destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    serializers: { err: safeError, error: safeError },
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[secret]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
