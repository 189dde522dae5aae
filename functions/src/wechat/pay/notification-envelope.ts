import { z } from 'zod';
import { parseJson } from '../../platform/outgoing/exchange.ts';
import { type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import type { Account, Merchants } from './merchants.ts';
import { decryptResource, verifyLines } from './signing.ts';

/** What every notification of WeChat Pay has around it: a signature, an age, and a sealed resource. */

export interface NotificationInput {
  /** As the web server has them; names in any case. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as they came: parsing and printing again breaks the signature. */
  readonly rawBody: string | Uint8Array;
}

/** What a genuine notification said of money that is not as it has to be: for people to look at. */
export interface ForeignMoney {
  /** The first thing that is another: merchant, app, currency. */
  readonly field: 'merchant' | 'app' | 'currency';
  readonly mchid: string;
  readonly subMchid?: string;
  readonly appid: string;
  readonly outTradeNo: string;
  readonly outRefundNo?: string;
  readonly transactionId: string;
  /** In the smallest unit of `currency`. */
  readonly amount: number;
  readonly currency: string;
}

export interface NotificationFailure {
  readonly code: NotificationFailureCode;
  readonly message: string;
  /** With `wrong_merchant`, `wrong_app` and `wrong_currency`. */
  readonly foreign?: ForeignMoney;
}

export type NotificationFailureCode =
  /** Forged, altered, or WeChat Pay's own probe (`WECHATPAY/SIGNTEST/`), which must be refused as well. */
  | 'invalid_signature'
  | 'unknown_serial'
  /** The platform certificates could not be fetched now: answer 5xx and it comes again. */
  | 'keys_unavailable'
  /** Signed more than five minutes ago, or ahead: a replay, or a clock that is off. */
  | 'stale'
  | 'malformed'
  /** Genuine, but about another merchant, app or currency: to be recorded and answered 204, never taken as paid. */
  | 'wrong_merchant'
  | 'wrong_app'
  | 'wrong_currency'
  /** Genuine, of a kind that this client does not read. */
  | 'unsupported';

export interface NotificationReader {
  readonly appid: string;
  readonly merchants: Merchants;
  readonly now: () => number;
}

const MAX_AGE_MS = 5 * 60_000;
const MAX_BODY_BYTES = 65_536;

const envelope = z.object({
  id: z.string().min(1).max(64),
  event_type: z.string().max(64),
  resource_type: z.literal('encrypt-resource'),
  resource: z.object({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string(),
    nonce: z.string(),
    associated_data: z.string().optional(),
  }),
});

/** Genuine and in clear; what it says is for its reader to check. */
export interface OpenedNotification {
  /** Whose key opened it. */
  readonly account: Account;
  /** Repetitions of a notification carry the same id. */
  readonly id: string;
  readonly eventType: string;
  readonly json: unknown;
}

export async function openNotification(
  reader: NotificationReader,
  input: NotificationInput,
): Promise<Outcome<OpenedNotification, NotificationFailure>> {
  const rawBody = textOf(input.rawBody);
  if (rawBody === undefined) return failed('malformed', 'body is too long or not UTF-8');
  const authentic = await signersOf(reader, input.headers, rawBody);
  if (!authentic.ok) return authentic;

  const parsed = envelope.safeParse(parseJson(rawBody));
  if (!parsed.success) return failed('malformed', 'envelope is not as documented');
  const { id, event_type: eventType, resource } = parsed.data;
  // The envelope does not say whose it is: it is for the account whose key opens it.
  for (const account of authentic.value) {
    const clear = decryptResource(account.apiV3Key, resource);
    if (clear !== undefined) return succeed({ account, id, eventType, json: parseJson(clear) });
  }
  return failed('malformed', 'resource does not decrypt with the APIv3 key');
}

/** The accounts whose keyring knows the signature; at least one. */
async function signersOf(
  reader: NotificationReader,
  headers: NotificationInput['headers'],
  rawBody: string,
): Promise<Outcome<readonly Account[], NotificationFailure>> {
  const serial = headerOf(headers, 'wechatpay-serial');
  const signature = headerOf(headers, 'wechatpay-signature');
  const timestamp = headerOf(headers, 'wechatpay-timestamp');
  const nonce = headerOf(headers, 'wechatpay-nonce');
  if (serial === undefined || signature === undefined || timestamp === undefined || nonce === undefined)
    return failed('malformed', 'a Wechatpay-* header is missing');
  if (!/^\d{1,12}$/.test(timestamp)) return failed('malformed', 'timestamp is not a number of seconds');
  if (Math.abs(reader.now() - Number(timestamp) * 1000) > MAX_AGE_MS)
    return failed('stale', 'signed more than five minutes away from now');
  const signers: Account[] = [];
  let known = false;
  let unavailable = false;
  for (const account of reader.merchants.accounts) {
    const found = await account.transport.keyring.keyFor(serial);
    unavailable ||= found.kind === 'unavailable';
    if (found.kind !== 'found') continue;
    known = true;
    if (verifyLines(found.key, [timestamp, nonce, rawBody], signature)) signers.push(account);
  }
  if (signers.length > 0) return succeed(signers);
  if (unavailable) return failed('keys_unavailable', 'platform certificates not at hand');
  return known
    ? failed('invalid_signature', 'signature does not fit timestamp, nonce and body')
    : failed('unknown_serial', 'no platform key with that serial');
}

export function failed(
  code: NotificationFailureCode,
  message: string,
): { ok: false; failure: NotificationFailure } {
  return { ok: false, failure: { code, message } };
}

function textOf(rawBody: string | Uint8Array): string | undefined {
  if (typeof rawBody === 'string') return Buffer.byteLength(rawBody) <= MAX_BODY_BYTES ? rawBody : undefined;
  if (rawBody.byteLength > MAX_BODY_BYTES) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(rawBody);
  } catch {
    return undefined;
  }
}

function headerOf(headers: NotificationInput['headers'], name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name) return typeof value === 'string' ? value : value?.[0];
  }
  return undefined;
}
