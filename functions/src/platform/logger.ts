import { type DestinationStream, type Logger, pino } from 'pino';
import { correlationId } from './cause.ts';

export type { Logger };

/**
 * Structured logs without personal data. Callers log ids, codes and counts; the paths below are a second fence for
 * what must never leave (invariant 9). `code` is both a code that opens something (a pickup code, a courier's code)
 * and what names an error (`ECONNREFUSED`, `out_of_stock`): names of errors stay readable.
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

/** On a line about what only a person can put right: an alarm counts these lines (`cdk/lib/alarms.ts`). */
export const needsPerson = { needsPerson: true } as const;

/** Capitals or small words with underscores, no digits first: no code that we give to people looks so. */
const errorName =
  /^(?:[A-Z]+(?:_[A-Z0-9]+)+|E[A-Z]{3,}[0-9]*|[a-z]+(?:_[a-z0-9]+)+|[A-Z][a-zA-Z]+(?:Exception|Error))$/;

function censor(value: unknown, path: string[]): unknown {
  const namesAnError = path.at(-1) === 'code' && typeof value === 'string' && errorName.test(value);
  return namesAnError ? value : '[redacted]';
}

/** What leads from a line to the others of the same request, in whichever function. */
function correlation(): { correlationId?: string } {
  const id = correlationId();
  return id ? { correlationId: id } : {};
}

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, redact: { paths: neverLogged, censor }, mixin: correlation };
  return destination ? pino(options, destination) : pino(options);
}
