import { createHash, createHmac, randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock } from './clock.ts';

/** Sortable unique ids (ULID), monotonic within a process. */
export type Ids = { next(): string };

export function createIds(clock: Clock): Ids {
  const next = monotonicFactory(() => (randomBytes(1)[0] as number) / 256);
  return { next: () => next(clock.nowMs()) };
}

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function toBase32(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let i = 0; i < length; i += 1) text += base32[(bytes[i] as number) & 31];
  return text;
}

/**
 * A short opaque code that is always the same for the same thing, so that minting twice prints the same QR.
 * 10 characters of base 32 are 50 bits: unique for any brand's shelves, and keyed so that none can be guessed.
 */
export function opaqueCode(secret: string, target: string, length = 10): string {
  return toBase32(createHmac('sha256', secret).update(target).digest(), length);
}

/** Random, unguessable; for tickets and nonces. */
export function randomToken(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}

/** Which of `count` shards a key belongs to; stable for ever. */
export function shardOf(key: string, count: number): number {
  return createHash('sha1').update(key).digest().readUInt16BE(0) % count;
}
