import { isIP } from 'node:net';
import type { Party } from './merchants.ts';

/** What WeChat Pay accepts and refuses, as pure rules over its records. Sources: the pages named in the client. */

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'USERPAYING' | 'PAYERROR';
export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';

/** In WeChat the merchant names who is to pay; from a browser elsewhere it names where they are on the network. */
export interface Payer {
  readonly payerOpenid?: string;
  readonly payerClientIp?: string;
}
export type TradeType = 'JSAPI' | 'MWEB';
export const tradeTypeOf = ({ payerClientIp }: Payer): TradeType =>
  payerClientIp === undefined ? 'JSAPI' : 'MWEB';

export interface OrderParameters extends Payer {
  readonly outTradeNo: string;
  readonly description: string;
  readonly amountFen: number;
  readonly notifyUrl: string;
  readonly timeExpire?: string;
  readonly attach?: string;
  readonly profitSharing?: boolean;
}

export interface OrderRecord extends OrderParameters {
  /** Whose it is. */
  readonly party: Party;
  /** The combined order that it is a part of: it is paid and closed with that one only. */
  readonly combineOutTradeNo?: string;
  readonly prepayId: string;
  readonly prepaidAtMs: number;
  readonly expiresAtMs: number;
  readonly state: TradeState;
  readonly transactionId?: string;
  readonly paidAtMs?: number;
  readonly closedAtMs?: number;
}

export interface RefundParameters {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly refundFen: number;
  readonly totalFen: number;
  readonly reason?: string;
  readonly notifyUrl?: string;
}

export interface RefundRecord extends RefundParameters {
  readonly party: Party;
  readonly refundId: string;
  readonly transactionId: string;
  readonly status: RefundStatus;
  readonly createdAtMs: number;
  readonly settlesAtMs: number;
  readonly refundedAtMs?: number;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What an operation of API v3 answers with, before signing; no body means 204. */
export type ServiceAnswer = { readonly status: 200 | 204; readonly body?: object } | Refusal;

export const refuse = (status: number, code: string, message: string): Refusal => ({ status, code, message });

export const unknownMerchant = refuse(400, 'MCH_NOT_EXISTS', '商户号不存在');

/** A prepay id, and an order without `time_expire`, can be paid for two hours. */
export const PREPAY_LIFE_MS = 2 * 3_600_000;
/** Whoever pays from a browser; the merchant did not know them when the order was made. */
export const H5_WALLET_OPENID = 'openid-of-a-browser-wallet';
const MAX_PARTIAL_REFUNDS = 50;
const REFUND_WITHIN_MS = 365 * 86_400_000;

export const isRefusal = <Value extends object>(value: Value | Refusal): value is Refusal =>
  'status' in value && typeof value.status === 'number' && 'code' in value;

export function readOrderParameters(
  appid: string,
  party: Party,
  body: Readonly<Record<string, unknown>>,
  tradeType: TradeType,
  nowMs: number,
): OrderParameters | Refusal {
  const partner = party.subMchid !== undefined;
  if ((partner ? body.sp_mchid : body.mchid) !== party.mchid)
    return refuse(400, 'MCH_NOT_EXISTS', '商户号不存在');
  if ((partner ? body.sp_appid : body.appid) !== appid)
    return refuse(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配');
  const outTradeNo = body.out_trade_no;
  if (typeof outTradeNo !== 'string' || !/^[0-9A-Za-z_\-|*]{6,32}$/.test(outTradeNo))
    return wrong('out_trade_no');
  const description = body.description;
  if (typeof description !== 'string' || description === '' || [...description].length > 127)
    return wrong('description');
  const notifyUrl = body.notify_url;
  if (typeof notifyUrl !== 'string' || !isNotifyUrl(notifyUrl)) return wrong('notify_url');
  const amount = asObject(body.amount);
  const total = amount?.total;
  if (typeof total !== 'number' || !Number.isInteger(total) || total < 1 || total > 1_000_000_000)
    return wrong('amount.total');
  if (amount?.currency !== undefined && amount.currency !== 'CNY') return wrong('amount.currency');
  const payer =
    tradeType === 'MWEB'
      ? readScene(body.scene_info)
      : readOpenid(asObject(body.payer), partner, 'payer.openid');
  if (isRefusal(payer)) return payer;
  const attach = body.attach;
  if (attach !== undefined && (typeof attach !== 'string' || attach.length > 128)) return wrong('attach');
  const sharing = asObject(body.settle_info)?.profit_sharing;
  if (sharing !== undefined && typeof sharing !== 'boolean') return wrong('settle_info.profit_sharing');
  const timeExpire = body.time_expire;
  if (timeExpire !== undefined) {
    if (typeof timeExpire !== 'string' || !RFC3339.test(timeExpire)) return wrong('time_expire');
    if (Date.parse(timeExpire) <= nowMs)
      return refuse(400, 'PARAM_ERROR', '参数错误：time_expire 不能早于当前时间');
  }
  return {
    outTradeNo,
    description,
    amountFen: total,
    ...payer,
    notifyUrl,
    ...(timeExpire === undefined ? {} : { timeExpire }),
    ...(attach === undefined ? {} : { attach }),
    ...(sharing === true ? { profitSharing: true } : {}),
  };
}

export function readOpenid(
  payer: Readonly<Record<string, unknown>> | undefined,
  partner: boolean,
  field: string,
): Payer | Refusal {
  const openid = partner ? payer?.sp_openid : payer?.openid;
  if (typeof openid !== 'string' || openid === '' || openid.length > 128) return wrong(field);
  return { payerOpenid: openid };
}

const H5_TYPES: readonly unknown[] = ['Wap', 'iOS', 'Android'];

export function readScene(scene: unknown): Payer | Refusal {
  const { payer_client_ip: clientIp, h5_info: h5Info } = asObject(scene) ?? {};
  if (typeof clientIp !== 'string' || isIP(clientIp) === 0) return wrong('scene_info.payer_client_ip');
  if (!H5_TYPES.includes(asObject(h5Info)?.type)) return wrong('scene_info.h5_info.type');
  return { payerClientIp: clientIp };
}

export const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/;

/** Undefined: a new order. A record: the same request again, which is answered as before. */
export function placeOrder(
  existing: OrderRecord | undefined,
  wanted: OrderParameters,
): OrderRecord | Refusal | undefined {
  if (existing === undefined) return undefined;
  if (existing.state === 'SUCCESS' || existing.state === 'REFUND')
    return refuse(400, 'ORDERPAID', '该订单已支付');
  if (existing.state === 'CLOSED') return refuse(400, 'ORDER_CLOSED', '该订单已关闭');
  if (existing.combineOutTradeNo !== undefined) return refuse(403, 'OUT_TRADE_NO_USED', '商户订单号重复');
  const same =
    existing.profitSharing === wanted.profitSharing &&
    existing.description === wanted.description &&
    existing.amountFen === wanted.amountFen &&
    existing.payerOpenid === wanted.payerOpenid &&
    // As strict as it may be: from another address on the network it is another request.
    existing.payerClientIp === wanted.payerClientIp &&
    existing.notifyUrl === wanted.notifyUrl &&
    existing.timeExpire === wanted.timeExpire &&
    existing.attach === wanted.attach;
  return same ? existing : refuse(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致。请核实后再试');
}

export function closeRefusal(order: OrderRecord | undefined): Refusal | undefined {
  if (order === undefined) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在');
  if (order.state === 'SUCCESS' || order.state === 'REFUND') return refuse(400, 'ORDERPAID', '该订单已支付');
  if (order.state === 'USERPAYING') return refuse(202, 'USERPAYING', '用户支付中，需要输入密码');
  return undefined;
}

/** Why the shopper's wallet will not pay. */
export function payRefusal(
  order: OrderRecord | undefined,
  payerOpenid: unknown,
  nowMs: number,
): Refusal | undefined {
  if (order === undefined) return refuse(404, 'PREPAY_NOT_FOUND', '支付信息已失效');
  if (tradeTypeOf(order) === 'JSAPI' && payerOpenid !== order.payerOpenid)
    return refuse(403, 'OPENID_MISMATCH', '下单账号与支付账号不一致');
  if (order.state === 'SUCCESS' || order.state === 'REFUND') return refuse(409, 'ORDERPAID', '该订单已支付');
  if (order.state === 'CLOSED') return refuse(409, 'ORDER_CLOSED', '该订单已关闭');
  if (nowMs >= order.expiresAtMs) return refuse(409, 'ORDER_EXPIRED', '订单已超过支付时间');
  return undefined;
}

export function readRefundParameters(body: Readonly<Record<string, unknown>>): RefundParameters | Refusal {
  const outTradeNo = body.out_trade_no;
  if (typeof outTradeNo !== 'string' || outTradeNo === '') return wrong('out_trade_no');
  const outRefundNo = body.out_refund_no;
  if (typeof outRefundNo !== 'string' || !/^[0-9A-Za-z_\-|*@]{1,64}$/.test(outRefundNo))
    return wrong('out_refund_no');
  const amount = asObject(body.amount);
  const refund = amount?.refund;
  const total = amount?.total;
  if (typeof refund !== 'number' || !Number.isInteger(refund) || refund < 1) return wrong('amount.refund');
  if (typeof total !== 'number' || !Number.isInteger(total) || total < 1) return wrong('amount.total');
  if (amount?.currency !== 'CNY') return wrong('amount.currency');
  const { reason, notify_url: notifyUrl } = body;
  if (reason !== undefined && (typeof reason !== 'string' || Buffer.byteLength(reason) > 80))
    return wrong('reason');
  if (notifyUrl !== undefined && (typeof notifyUrl !== 'string' || !isNotifyUrl(notifyUrl)))
    return wrong('notify_url');
  return {
    outTradeNo,
    outRefundNo,
    refundFen: refund,
    totalFen: total,
    ...(reason === undefined ? {} : { reason }),
    ...(notifyUrl === undefined ? {} : { notifyUrl }),
  };
}

/** Undefined: a new refund. A record: the same refund asked for again. */
export function placeRefund(input: {
  readonly order: OrderRecord | undefined;
  readonly refundsOfOrder: readonly RefundRecord[];
  readonly existing: RefundRecord | undefined;
  readonly wanted: RefundParameters;
  readonly nowMs: number;
  readonly minIntervalMs: number;
}): RefundRecord | Refusal | undefined {
  const { order, existing, wanted, nowMs } = input;
  if (order === undefined || (order.state !== 'SUCCESS' && order.state !== 'REFUND')) {
    return refuse(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
  }
  if (existing !== undefined) {
    const same =
      existing.outTradeNo === wanted.outTradeNo &&
      existing.refundFen === wanted.refundFen &&
      existing.totalFen === wanted.totalFen;
    return same
      ? existing
      : refuse(400, 'INVALID_REQUEST', '订单金额或退款金额与之前请求不一致，请核实后再试');
  }
  if (wanted.totalFen !== order.amountFen)
    return refuse(400, 'INVALID_REQUEST', '订单总金额与支付金额不一致');
  if (nowMs - (order.paidAtMs ?? nowMs) > REFUND_WITHIN_MS) {
    return refuse(400, 'INVALID_REQUEST', '订单已超过可退款的最大期限');
  }
  const counted = input.refundsOfOrder.filter(({ status }) => status !== 'CLOSED');
  const refundedFen = counted.reduce((sum, { refundFen }) => sum + refundFen, 0);
  if (refundedFen === order.amountFen) return refuse(400, 'INVALID_REQUEST', '订单已全额退款');
  if (refundedFen + wanted.refundFen > order.amountFen) {
    return refuse(400, 'INVALID_REQUEST', '申请退款金额大于订单可退金额');
  }
  if (counted.length >= MAX_PARTIAL_REFUNDS)
    return refuse(400, 'INVALID_REQUEST', '部分退款次数超过上限50次');
  const lastAtMs = Math.max(
    ...input.refundsOfOrder.map(({ createdAtMs }) => createdAtMs),
    Number.NEGATIVE_INFINITY,
  );
  if (nowMs - lastAtMs < input.minIntervalMs)
    return refuse(429, 'FREQUENCY_LIMITED', '同一订单多次退款需间隔1分钟');
  return undefined;
}

export const wrong = (field: string): Refusal => refuse(400, 'PARAM_ERROR', `参数错误：${field}`);

export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** The real service wants https; plain http is let through to this machine, where the demo runs. */
export function isNotifyUrl(text: string): boolean {
  if (text.length > 255 || !URL.canParse(text)) return false;
  const url = new URL(text);
  const local = url.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  return (url.protocol === 'https:' || local) && url.search === '' && url.hash === '';
}
