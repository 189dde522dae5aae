import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import { formatBeijingTime, parseRfc3339 } from '../times.ts';
import { refusedLocally, untrusted, type WechatPayFailure } from './failures.ts';
import { describe, OUT_TRADE_NO } from './fields.ts';
import type { Addressed } from './merchants.ts';
import { signLines } from './signing.ts';
import type { ForeignOrder, H5Order, H5Payer, JsapiOrder, OrderState, PayParams } from './types.ts';

/** Orders of one merchant: its own (直连) or, with `sub_mchid`, a sub-merchant's by the service provider's keys. */

export const CURRENCY = 'CNY';

const prepayBody = z.object({ prepay_id: z.string().min(1).max(64) });

export function readPrepayId(json: unknown): Outcome<{ readonly prepayId: string }, WechatPayFailure> {
  const body = prepayBody.safeParse(json);
  return body.success ? succeed({ prepayId: body.data.prepay_id }) : fail(untrusted('prepay_id is missing'));
}

const h5Body = z.object({ h5_url: z.url({ protocol: /^https?$/ }).max(512) });

export function readH5Url(json: unknown): Outcome<{ readonly h5Url: string }, WechatPayFailure> {
  const body = h5Body.safeParse(json);
  return body.success ? succeed({ h5Url: body.data.h5_url }) : fail(untrusted('h5_url is missing'));
}

/** Where an order from a browser comes from. WeChat Pay compares the address with the one that opens its page. */
export function sceneOf({ payerClientIp }: H5Payer): Record<string, unknown> {
  return { payer_client_ip: payerClientIp, h5_info: { type: 'Wap' } };
}

function pathOf({ sub }: Addressed): string {
  return sub === undefined ? '/v3/pay/transactions' : '/v3/pay/partner/transactions';
}

/** The ids under which the request speaks, with the app that the shopper pays in where it is asked for. */
function idsOf(appid: string, { account, sub }: Addressed): Record<string, string> {
  if (sub === undefined) return { appid, mchid: account.mchid };
  return {
    sp_appid: appid,
    sp_mchid: account.mchid,
    sub_mchid: sub.subMchid,
    ...(sub.subAppid === undefined ? {} : { sub_appid: sub.subAppid }),
  };
}

function payerOf({ sub }: Addressed, openid: string): Record<string, string> {
  if (sub === undefined) return { openid };
  return sub.subAppid === undefined ? { sp_openid: openid } : { sub_openid: openid };
}

/** The same order for both ways to pay, but for where it is sent to and who is said to pay. */
async function askForOrder(
  appid: string,
  to: Addressed,
  order: JsapiOrder | H5Order,
): Promise<Outcome<{ readonly json: unknown }, WechatPayFailure>> {
  const inWechat = 'payerOpenid' in order;
  return to.account.transport.call({
    operation: inWechat ? 'createOrder' : 'createH5Order',
    method: 'POST',
    pathAndQuery: `${pathOf(to)}/${inWechat ? 'jsapi' : 'h5'}`,
    body: {
      ...idsOf(appid, to),
      description: describe(order.description),
      out_trade_no: order.outTradeNo,
      time_expire: formatBeijingTime(order.expiresAtMs),
      ...(order.attach === undefined ? {} : { attach: order.attach }),
      notify_url: order.notifyUrl,
      ...(order.profitSharing === true ? { settle_info: { profit_sharing: true } } : {}),
      amount: { total: order.amountFen, currency: CURRENCY },
      ...(inWechat ? { payer: payerOf(to, order.payerOpenid) } : { scene_info: sceneOf(order) }),
    },
  });
}

export async function createOrder(
  appid: string,
  to: Addressed,
  order: JsapiOrder,
): Promise<Outcome<{ readonly prepayId: string }, WechatPayFailure>> {
  const answer = await askForOrder(appid, to, order);
  return answer.ok ? readPrepayId(answer.value.json) : answer;
}

export async function createH5Order(
  appid: string,
  to: Addressed,
  order: H5Order,
): Promise<Outcome<{ readonly h5Url: string }, WechatPayFailure>> {
  const answer = await askForOrder(appid, to, order);
  return answer.ok ? readH5Url(answer.value.json) : answer;
}

export function signPayParams(appid: string, to: Addressed, prepayId: string, nowMs: number): PayParams {
  const timeStamp = String(Math.floor(nowMs / 1000));
  const nonceStr = randomBytes(16).toString('hex');
  const packageField = `prepay_id=${prepayId}`;
  const paySign = signLines(to.account.transport.merchant.privateKey, [
    to.sub?.subAppid ?? appid,
    timeStamp,
    nonceStr,
    packageField,
  ]);
  return { timeStamp, nonceStr, package: packageField, signType: 'RSA', paySign };
}

const tradeStates = z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']);

const ids = {
  appid: z.string().optional(),
  mchid: z.string().optional(),
  sp_appid: z.string().optional(),
  sp_mchid: z.string().optional(),
  sub_appid: z.string().optional(),
  sub_mchid: z.string().optional(),
};

const payer = z.object({
  openid: z.string().optional(),
  sp_openid: z.string().optional(),
  sub_openid: z.string().optional(),
});

/** A payment as queries and notifications tell it. */
export const transactionBody = z.object({
  ...ids,
  out_trade_no: z.string().min(1),
  trade_state: z.string(),
  trade_type: z.string().optional(),
  transaction_id: z.string().optional(),
  attach: z.string().optional(),
  success_time: z.string().optional(),
  payer: payer.optional(),
  amount: z
    .object({
      total: z.number().int().nonnegative().optional(),
      // Always CNY for a merchant in mainland China, and in some answers left out as the default.
      currency: z.string().default(CURRENCY),
    })
    .optional(),
});
export type TransactionBody = z.infer<typeof transactionBody>;

/** The first id in which a transaction is not the one of this merchant and app; undefined when it is. */
export function foreignField(
  appid: string,
  to: Addressed,
  told: TransactionBody,
): 'merchant' | 'app' | undefined {
  const { account, sub } = to;
  if (sub === undefined) {
    if (told.mchid !== account.mchid || told.sp_mchid !== undefined) return 'merchant';
    // Unpaid orders are told without the app.
    return told.appid === undefined || told.appid === appid ? undefined : 'app';
  }
  if (told.sp_mchid !== account.mchid || told.sub_mchid !== sub.subMchid) return 'merchant';
  if (told.sp_appid !== undefined && told.sp_appid !== appid) return 'app';
  return sub.subAppid !== undefined && told.sub_appid !== undefined && told.sub_appid !== sub.subAppid
    ? 'app'
    : undefined;
}

export async function queryOrder(
  appid: string,
  to: Addressed,
  outTradeNo: string,
): Promise<Outcome<OrderState, WechatPayFailure>> {
  if (!OUT_TRADE_NO.test(outTradeNo)) return fail(refusedLocally('outTradeNo'));
  const { account, sub } = to;
  const query =
    sub === undefined ? `mchid=${account.mchid}` : `sp_mchid=${account.mchid}&sub_mchid=${sub.subMchid}`;
  const answer = await account.transport.call({
    operation: 'queryOrder',
    method: 'GET',
    pathAndQuery: `${pathOf(to)}/out-trade-no/${encodeURIComponent(outTradeNo)}?${query}`,
  });
  if (!answer.ok) {
    return answer.failure.code === 'not_found' ? succeed({ state: 'not_found', outTradeNo }) : answer;
  }
  return readOrder(appid, to, outTradeNo, answer.value.json);
}

/** An answer about another order, or a payment without its facts, is worse than none. */
function readOrder(
  appid: string,
  to: Addressed,
  outTradeNo: string,
  json: unknown,
): Outcome<OrderState, WechatPayFailure> {
  const parsed = transactionBody.safeParse(json);
  if (!parsed.success) return fail(untrusted('order is not as documented'));
  const order = parsed.data;
  if (order.out_trade_no !== outTradeNo) return fail(untrusted('order is another one'));
  const foreign = foreignField(appid, to, order);
  const told = {
    state: order.trade_state,
    transactionId: order.transaction_id,
    amountFen: order.amount?.total,
    currency: order.amount?.currency,
    payerOpenid: order.payer?.openid ?? order.payer?.sub_openid ?? order.payer?.sp_openid,
    tradeType: order.trade_type,
    successTime: order.success_time,
    attach: order.attach,
  };
  return foreign === undefined
    ? readState(outTradeNo, told)
    : succeed(foreignOrder(outTradeNo, foreign, told));
}

export function foreignOrder(
  outTradeNo: string,
  field: ForeignOrder['field'],
  { state, transactionId, amountFen, currency }: ToldState,
): ForeignOrder {
  return {
    state: 'foreign',
    outTradeNo,
    field,
    tradeState: state,
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(amountFen === undefined ? {} : { amount: amountFen }),
    ...(currency === undefined ? {} : { currency }),
  };
}

export interface ToldState {
  readonly state: string;
  readonly transactionId: string | undefined;
  readonly amountFen: number | undefined;
  readonly currency: string | undefined;
  readonly payerOpenid: string | undefined;
  readonly tradeType: string | undefined;
  readonly successTime: string | undefined;
  readonly attach: string | undefined;
}

export function readState(outTradeNo: string, told: ToldState): Outcome<OrderState, WechatPayFailure> {
  const state = tradeStates.safeParse(told.state);
  if (!state.success) return fail(untrusted('trade state is not as documented'));
  if (state.data !== 'SUCCESS' && state.data !== 'REFUND') return succeed({ state: state.data, outTradeNo });
  const paidAtMs = told.successTime === undefined ? undefined : parseRfc3339(told.successTime);
  const { transactionId, amountFen, payerOpenid, attach } = told;
  const fromBrowser = told.tradeType === 'MWEB';
  const payerKnown = fromBrowser || !!payerOpenid;
  if (paidAtMs === undefined || !transactionId || amountFen === undefined || !payerKnown) {
    return fail(untrusted('paid order lacks its facts'));
  }
  if (told.currency !== CURRENCY) return succeed(foreignOrder(outTradeNo, 'currency', told));
  return succeed({
    state: state.data,
    outTradeNo,
    transactionId,
    amountFen,
    ...(payerOpenid ? { payerOpenid } : {}),
    ...(fromBrowser ? { fromBrowser } : {}),
    paidAtMs,
    ...(attach === undefined || attach === '' ? {} : { attach }),
  });
}

/**
 * A refusal that does not say why is settled by asking for the order: stock is released on this answer, so
 * "closed" must never be a guess.
 */
export async function closeOrder(
  appid: string,
  to: Addressed,
  outTradeNo: string,
): Promise<Outcome<'closed' | 'already_paid', WechatPayFailure>> {
  const { account, sub } = to;
  const answer = await account.transport.call({
    operation: 'closeOrder',
    method: 'POST',
    pathAndQuery: `${pathOf(to)}/out-trade-no/${encodeURIComponent(outTradeNo)}/close`,
    body: sub === undefined ? { mchid: account.mchid } : { sp_mchid: account.mchid, sub_mchid: sub.subMchid },
  });
  return settleClosing(answer, async () => {
    const order = await queryOrder(appid, to, outTradeNo);
    return order.ok ? succeed([order.value]) : order;
  });
}

type ClosingAnswer = Outcome<{ readonly status: number }, WechatPayFailure>;

export async function settleClosing(
  answer: ClosingAnswer,
  ask: () => Promise<Outcome<readonly OrderState[], WechatPayFailure>>,
): Promise<Outcome<'closed' | 'already_paid', WechatPayFailure>> {
  if (answer.ok) {
    return answer.value.status === 204 ? succeed('closed') : fail(untrusted('close answered with a body'));
  }
  const { code } = answer.failure;
  if (code === 'already_paid') return succeed('already_paid');
  if (code !== 'order_closed' && code !== 'invalid_request' && code !== 'rejected') return answer;

  const found = await ask();
  if (!found.ok) return code === 'order_closed' ? found : answer;
  const states = found.value.map((order) => (order.state === 'foreign' ? order.tradeState : order.state));
  if (states.some((state) => state === 'SUCCESS' || state === 'REFUND')) return succeed('already_paid');
  return states.every((state) => state === 'CLOSED') ? succeed('closed') : answer;
}
