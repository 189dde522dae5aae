import { z } from 'zod';
import { parseJson } from '../http.ts';
import { fail, type Outcome, succeed } from '../outcome.ts';
import { parseRfc3339 } from '../times.ts';
import type { PlatformKeyring } from './keyring.ts';
import { decryptResource, verifyLines } from './signing.ts';

export interface NotificationInput {
  /** As the web server has them; names in any case. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The bytes as they came: parsing and printing again breaks the signature. */
  readonly rawBody: string | Uint8Array;
}

export type PayNotification = PaymentNotification | RefundNotification;

export interface PaymentNotification {
  readonly kind: 'payment';
  /** Repetitions of a notification carry the same id. */
  readonly notificationId: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amountFen: number;
  readonly payerOpenid: string;
  readonly paidAtMs: number;
  readonly attach?: string;
}

export interface RefundNotification {
  readonly kind: 'refund';
  readonly notificationId: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly status: 'SUCCESS' | 'ABNORMAL' | 'CLOSED';
  readonly refundFen: number;
  readonly totalFen: number;
  readonly refundedAtMs?: number;
}

export interface NotificationFailure {
  readonly code: NotificationFailureCode;
  readonly message: string;
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
  /** Genuine, but about another merchant or app. */
  | 'wrong_merchant'
  /** Genuine, of a kind that this client does not read. */
  | 'unsupported';

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

const time = z.string().transform((text, context) => {
  const epochMs = parseRfc3339(text);
  if (epochMs === undefined) context.addIssue({ code: 'custom', message: 'not an RFC 3339 time' });
  return epochMs ?? z.NEVER;
});

const fen = z.number().int().nonnegative();

const paymentResource = z.object({
  appid: z.string(),
  mchid: z.string(),
  out_trade_no: z.string().min(1),
  transaction_id: z.string().min(1),
  trade_state: z.string(),
  attach: z.string().optional(),
  success_time: time,
  payer: z.object({ openid: z.string().min(1) }),
  amount: z.object({ total: fen }),
});

const refundResource = z.object({
  mchid: z.string(),
  out_trade_no: z.string().min(1),
  transaction_id: z.string().min(1),
  out_refund_no: z.string().min(1),
  refund_id: z.string().min(1),
  refund_status: z.enum(['SUCCESS', 'ABNORMAL', 'CLOSED']),
  success_time: time.optional(),
  amount: z.object({ total: fen, refund: fen }),
});

export interface NotificationReader {
  readonly appid: string;
  readonly mchid: string;
  readonly apiV3Key: string;
  readonly keyring: PlatformKeyring;
  readonly now: () => number;
}

export async function parseNotification(
  reader: NotificationReader,
  input: NotificationInput,
): Promise<Outcome<PayNotification, NotificationFailure>> {
  const rawBody = textOf(input.rawBody);
  if (rawBody === undefined) return failed('malformed', 'body is too long or not UTF-8');
  const problem = await authenticityProblem(reader, input.headers, rawBody);
  if (problem !== undefined) return fail(problem);

  const parsed = envelope.safeParse(parseJson(rawBody));
  if (!parsed.success) return failed('malformed', 'envelope is not as documented');
  const clear = decryptResource(reader.apiV3Key, parsed.data.resource);
  if (clear === undefined) return failed('malformed', 'resource does not decrypt with the APIv3 key');

  const { id, event_type: eventType } = parsed.data;
  if (eventType === 'TRANSACTION.SUCCESS') return readPayment(reader, id, clear);
  if (eventType.startsWith('REFUND.')) return readRefund(reader, id, clear);
  return failed('unsupported', `event type ${eventType}`);
}

async function authenticityProblem(
  reader: NotificationReader,
  headers: NotificationInput['headers'],
  rawBody: string,
): Promise<NotificationFailure | undefined> {
  const serial = headerOf(headers, 'wechatpay-serial');
  const signature = headerOf(headers, 'wechatpay-signature');
  const timestamp = headerOf(headers, 'wechatpay-timestamp');
  const nonce = headerOf(headers, 'wechatpay-nonce');
  if (serial === undefined || signature === undefined || timestamp === undefined || nonce === undefined) {
    return { code: 'malformed', message: 'a Wechatpay-* header is missing' };
  }
  if (!/^\d{1,12}$/.test(timestamp))
    return { code: 'malformed', message: 'timestamp is not a number of seconds' };
  if (Math.abs(reader.now() - Number(timestamp) * 1000) > MAX_AGE_MS) {
    return { code: 'stale', message: 'signed more than five minutes away from now' };
  }
  const found = await reader.keyring.keyFor(serial);
  if (found.kind === 'unavailable')
    return { code: 'keys_unavailable', message: 'platform certificates not at hand' };
  if (found.kind === 'unknown')
    return { code: 'unknown_serial', message: 'no platform key with that serial' };
  return verifyLines(found.key, [timestamp, nonce, rawBody], signature)
    ? undefined
    : { code: 'invalid_signature', message: 'signature does not fit timestamp, nonce and body' };
}

function readPayment(
  reader: NotificationReader,
  notificationId: string,
  clear: string,
): Outcome<PayNotification, NotificationFailure> {
  const parsed = paymentResource.safeParse(parseJson(clear));
  if (!parsed.success) return failed('malformed', 'payment is not as documented');
  const payment = parsed.data;
  if (payment.mchid !== reader.mchid || payment.appid !== reader.appid) {
    return failed('wrong_merchant', 'payment of another merchant or app');
  }
  if (payment.trade_state !== 'SUCCESS')
    return failed('unsupported', `payment in state ${payment.trade_state}`);
  return succeed({
    kind: 'payment',
    notificationId,
    outTradeNo: payment.out_trade_no,
    transactionId: payment.transaction_id,
    amountFen: payment.amount.total,
    payerOpenid: payment.payer.openid,
    paidAtMs: payment.success_time,
    ...(payment.attach === undefined || payment.attach === '' ? {} : { attach: payment.attach }),
  });
}

function readRefund(
  reader: NotificationReader,
  notificationId: string,
  clear: string,
): Outcome<PayNotification, NotificationFailure> {
  const parsed = refundResource.safeParse(parseJson(clear));
  if (!parsed.success) return failed('malformed', 'refund is not as documented');
  const refund = parsed.data;
  if (refund.mchid !== reader.mchid) return failed('wrong_merchant', 'refund of another merchant');
  return succeed({
    kind: 'refund',
    notificationId,
    outTradeNo: refund.out_trade_no,
    transactionId: refund.transaction_id,
    outRefundNo: refund.out_refund_no,
    refundId: refund.refund_id,
    status: refund.refund_status,
    refundFen: refund.amount.refund,
    totalFen: refund.amount.total,
    ...(refund.success_time === undefined ? {} : { refundedAtMs: refund.success_time }),
  });
}

function failed(code: NotificationFailureCode, message: string): { ok: false; failure: NotificationFailure } {
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
