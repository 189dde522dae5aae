import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * Structured logs without personal data. Callers log ids, codes and counts; the paths below are a second fence for
 * what must never leave (invariant 9).
 */
const neverLogged = [
  'openid',
  'unionid',
  'phone',
  'recipientName',
  'address',
  'token',
  'authorization',
  'code',
  'secret',
  'sessionKey',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, redact: { paths: neverLogged, censor: '[redacted]' } };
  return destination ? pino(options, destination) : pino(options);
}
