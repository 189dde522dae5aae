/** Client request tokens: for 10 minutes a repeated transaction is answered, not executed again. */
import { createHash } from 'node:crypto';
import { failure, invalid } from './failures.ts';
import { tokenAgePrefix, tokenPrefix } from './keys.ts';
import type { Wire } from './model.ts';
import { END, type Storage, type WriteOperation } from './storage.ts';

export const TOKEN_LIFE_MS = 10 * 60_000;
const MAX_TOKEN_LENGTH = 36;
/** Expired tokens are cleared out once for this many new ones, this many at most at a time. */
const CLEAN_EVERY = 512;
const CLEAN_AT_MOST = 2_048;
const MS_DIGITS = 16;

interface TokenRecord {
  hash: string;
  atMs: number;
}

/** JSON with sorted names, so that the same request built in another order counts as the same. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const member of value) text += `${canonical(member)},`;
    return `[${text}]`;
  }
  const names = Object.keys(value);
  if (names.length > 1) names.sort();
  for (const name of names) text += `${JSON.stringify(name)}:${canonical((value as Wire)[name])},`;
  return `{${text}}`;
}

export function requestHash(transactItems: unknown): string {
  return createHash('sha1').update(canonical(transactItems)).digest('base64');
}

export class Tokens {
  readonly #storage: Storage;
  readonly #now: () => number;
  #sinceCleaning = 0;
  #cleaning: Promise<void> | undefined;

  constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /**
   * True when this very request has been committed (or is being committed) under this token.
   * Throws IdempotentParameterMismatchException when another request has.
   */
  isRepeat(token: string, hash: string): boolean {
    if (token.length < 1 || token.length > MAX_TOKEN_LENGTH) {
      throw invalid(
        `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length ${token.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_TOKEN_LENGTH}`}`,
      );
    }
    const stored = this.#storage.peek(this.#key(token));
    if (stored === undefined) return false;
    const record = JSON.parse(stored) as TokenRecord;
    if (this.#now() - record.atMs > TOKEN_LIFE_MS) return false;
    if (record.hash !== hash) {
      throw failure(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    }
    return true;
  }

  /** The operations that remember a token; they belong into the transaction's own batch. */
  remember(token: string, hash: string): WriteOperation[] {
    this.#sinceCleaning += 1;
    if (this.#sinceCleaning >= CLEAN_EVERY && !this.#cleaning) {
      this.#sinceCleaning = 0;
      this.#cleaning = this.#clean().finally(() => {
        this.#cleaning = undefined;
      });
    }
    const record: TokenRecord = { hash, atMs: this.#now() };
    const age = `${tokenAgePrefix}${String(record.atMs).padStart(MS_DIGITS, '0')}~`;
    return [
      { type: 'put', key: this.#key(token), value: JSON.stringify(record) },
      { type: 'put', key: age + this.#key(token), value: '' },
    ];
  }

  async idle(): Promise<void> {
    await this.#cleaning;
  }

  #key(token: string): string {
    return tokenPrefix + Buffer.from(token).toString('hex');
  }

  /** Oldest first, so that only what has expired is read. */
  async #clean(): Promise<void> {
    const operations: WriteOperation[] = [];
    try {
      for await (const [key] of this.#storage.entries({ gte: tokenAgePrefix, lt: tokenAgePrefix + END })) {
        const atMs = Number(key.slice(tokenAgePrefix.length, tokenAgePrefix.length + MS_DIGITS));
        if (this.#now() - atMs <= TOKEN_LIFE_MS || operations.length >= CLEAN_AT_MOST) break;
        const tokenKey = key.slice(tokenAgePrefix.length + MS_DIGITS + 1);
        operations.push({ type: 'del', key });
        // The same token may have been used anew since.
        const stored = this.#storage.peek(tokenKey);
        if (stored !== undefined && (JSON.parse(stored) as TokenRecord).atMs === atMs) {
          operations.push({ type: 'del', key: tokenKey });
        }
      }
      await this.#storage.write(operations);
    } catch {
      // Only housekeeping: an expired token that stays is ignored when it is met.
    }
  }
}
