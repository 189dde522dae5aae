import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { parseRfc3339 } from '../times.ts';
import { combinedBody, readSubOrder } from './combined.ts';
import type { Account } from './merchants.ts';
import {
  type ForeignMoney,
  failed,
  type NotificationFailure,
  type NotificationInput,
  type NotificationReader,
  type OpenedNotification,
  openNotification,
} from './notification-envelope.ts';
import { CURRENCY, foreignField, readState, transactionBody } from './orders.ts';
import type { Merchant } from './types.ts';

export type PayNotification = PaymentNotification | CombinedPaymentNotification | RefundNotification;

/** One payment as it was told, of a merchant and in a currency that are ours. */
export interface ToldPayment {
  readonly merchant: Merchant;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amountFen: number;
  readonly payerOpenid?: string;
  readonly fromBrowser?: true;
  readonly paidAtMs: number;
  readonly attach?: string;
}

export interface PaymentNotification extends ToldPayment {
  readonly kind: 'payment';
  /** Repetitions of a notification carry the same id. */
  readonly notificationId: string;
}

export interface CombinedPaymentNotification {
  readonly kind: 'combined_payment';
  readonly notificationId: string;
  readonly combineOutTradeNo: string;
  readonly payments: readonly ToldPayment[];
  /** Parts that are not ours to take: of another merchant, app or currency. */
  readonly foreign: readonly ForeignMoney[];
}

export interface RefundNotification {
  readonly kind: 'refund';
  readonly notificationId: string;
  readonly merchant: Merchant;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly status: 'SUCCESS' | 'ABNORMAL' | 'CLOSED';
  readonly refundFen: number;
  readonly totalFen: number;
  readonly refundedAtMs?: number;
}

const fen = z.number().int().nonnegative();

const refundResource = z.object({
  mchid: z.string().optional(),
  sp_mchid: z.string().optional(),
  sub_mchid: z.string().optional(),
  out_trade_no: z.string().min(1),
  transaction_id: z.string().min(1),
  out_refund_no: z.string().min(1),
  refund_id: z.string().min(1),
  refund_status: z.enum(['SUCCESS', 'ABNORMAL', 'CLOSED']),
  success_time: z.string().optional(),
  // Refunds are told without a currency; should there be one, it counts.
  amount: z.object({ total: fen, refund: fen, currency: z.string().default(CURRENCY) }),
});

type Read = Outcome<PayNotification, NotificationFailure>;

export async function parseNotification(reader: NotificationReader, input: NotificationInput): Promise<Read> {
  const opened = await openNotification(reader, input);
  return opened.ok ? readResource(reader, opened.value) : opened;
}

function readResource(
  reader: NotificationReader,
  { account, id, eventType, json }: OpenedNotification,
): Read {
  if (eventType === 'TRANSACTION.SUCCESS') {
    const isCombined = typeof json === 'object' && json !== null && 'combine_out_trade_no' in json;
    return isCombined ? readCombined(reader, account, id, json) : readPayment(reader, id, json);
  }
  if (eventType.startsWith('REFUND.')) return readRefund(reader, id, json);
  return failed('unsupported', `event type ${eventType}`);
}

function readPayment(reader: NotificationReader, notificationId: string, json: unknown): Read {
  const parsed = transactionBody.safeParse(json);
  if (!parsed.success) return failed('malformed', 'payment is not as documented');
  const told = parsed.data;
  if (told.trade_state !== 'SUCCESS') return failed('unsupported', `payment in state ${told.trade_state}`);
  const mchid = told.sp_mchid ?? told.mchid ?? '';
  const facts = {
    mchid,
    ...(told.sub_mchid ? { subMchid: told.sub_mchid } : {}),
    appid: told.sp_appid ?? told.appid ?? '',
    outTradeNo: told.out_trade_no,
    transactionId: told.transaction_id ?? '',
    amount: told.amount?.total ?? 0,
    currency: told.amount?.currency ?? CURRENCY,
  };
  const to = reader.merchants.find({ mchid, ...(told.sub_mchid ? { subMchid: told.sub_mchid } : {}) });
  const field = to === undefined ? 'merchant' : foreignField(reader.appid, to, told);
  if (to === undefined || field !== undefined) return refused(field ?? 'merchant', facts);
  // A paid notification names its app, unlike the answer about an unpaid order.
  if (facts.appid === '') return failed('malformed', 'payment without an app');
  if (facts.currency !== CURRENCY) return refused('currency', facts);
  const state = readState(told.out_trade_no, {
    state: told.trade_state,
    transactionId: told.transaction_id,
    amountFen: told.amount?.total,
    currency: facts.currency,
    payerOpenid: told.payer?.openid ?? told.payer?.sub_openid ?? told.payer?.sp_openid,
    tradeType: told.trade_type,
    successTime: told.success_time,
    attach: told.attach,
  });
  if (!state.ok || state.value.state !== 'SUCCESS')
    return failed('malformed', 'payment is not as documented');
  const { state: _paid, ...payment } = state.value;
  return succeed({ kind: 'payment', notificationId, merchant: to.merchant, ...payment });
}

/** One notification for all parts. What is wrong with one part does not hold up the others. */
function readCombined(
  reader: NotificationReader,
  account: Account,
  notificationId: string,
  json: unknown,
): Read {
  const parsed = combinedBody.safeParse(json);
  if (!parsed.success) return failed('malformed', 'combined payment is not as documented');
  const body = parsed.data;
  const payments: ToldPayment[] = [];
  const foreign: ForeignMoney[] = [];
  for (const part of body.sub_orders) {
    const merchant = { mchid: part.mchid, ...(part.sub_mchid ? { subMchid: part.sub_mchid } : {}) };
    const facts = {
      ...merchant,
      appid: body.combine_appid ?? '',
      outTradeNo: part.out_trade_no,
      transactionId: part.transaction_id ?? '',
      amount: part.amount?.total_amount ?? 0,
      currency: part.amount?.currency ?? CURRENCY,
    };
    const ours = body.combine_mchid === account.mchid && reader.merchants.find(merchant) !== undefined;
    if (part.trade_state !== 'SUCCESS')
      return failed('unsupported', `part of a combined payment in state ${part.trade_state}`);
    if (!ours) foreign.push({ field: 'merchant', ...facts });
    else if (body.combine_appid !== reader.appid) foreign.push({ field: 'app', ...facts });
    else if (facts.currency !== CURRENCY) foreign.push({ field: 'currency', ...facts });
    else {
      const state = readSubOrder(body, part);
      if (!state.ok || state.value.state !== 'SUCCESS')
        return failed('malformed', 'combined payment is not as documented');
      const { state: _paid, ...payment } = state.value;
      payments.push({ merchant, ...payment });
    }
  }
  const combineOutTradeNo = body.combine_out_trade_no;
  return succeed({ kind: 'combined_payment', notificationId, combineOutTradeNo, payments, foreign });
}

function readRefund(reader: NotificationReader, notificationId: string, json: unknown): Read {
  const parsed = refundResource.safeParse(json);
  if (!parsed.success) return failed('malformed', 'refund is not as documented');
  const refund = parsed.data;
  const merchant = {
    mchid: refund.sp_mchid ?? refund.mchid ?? '',
    ...(refund.sub_mchid ? { subMchid: refund.sub_mchid } : {}),
  };
  const foreign = {
    ...merchant,
    appid: '',
    outTradeNo: refund.out_trade_no,
    outRefundNo: refund.out_refund_no,
    transactionId: refund.transaction_id,
    amount: refund.amount.refund,
    currency: refund.amount.currency,
  };
  if (reader.merchants.find(merchant) === undefined) return refused('merchant', foreign);
  if (refund.amount.currency !== CURRENCY) return refused('currency', foreign);
  const refundedAtMs = refund.success_time === undefined ? undefined : parseRfc3339(refund.success_time);
  if (refund.success_time !== undefined && refundedAtMs === undefined)
    return failed('malformed', 'refund is not as documented');
  return succeed({
    kind: 'refund',
    notificationId,
    merchant,
    outTradeNo: refund.out_trade_no,
    transactionId: refund.transaction_id,
    outRefundNo: refund.out_refund_no,
    refundId: refund.refund_id,
    status: refund.refund_status,
    refundFen: refund.amount.refund,
    totalFen: refund.amount.total,
    ...(refundedAtMs === undefined ? {} : { refundedAtMs }),
  });
}

function refused(field: ForeignMoney['field'], facts: Omit<ForeignMoney, 'field'>): Read {
  const failure = { code: `wrong_${field}` as const, message: `money of another ${field}` };
  return fail({ ...failure, foreign: { field, ...facts } });
}
