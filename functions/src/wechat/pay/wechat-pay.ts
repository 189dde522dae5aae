import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail, type Outcome, succeed } from '../outcome.ts';
import { formatBeijingTime, parseRfc3339 } from '../times.ts';
import { refusedLocally, untrusted, type WechatPayFailure } from './failures.ts';
import { parseNotification } from './notification.ts';
import { signLines } from './signing.ts';
import {
  createPayTransport,
  type PayTransport,
  type WechatPayConfig,
  type WechatPayDependencies,
} from './transport.ts';
import type {
  JsapiOrder,
  OrderState,
  PayParams,
  RefundNotFound,
  RefundRequest,
  RefundState,
  WechatPay,
} from './types.ts';

const OUT_TRADE_NO = /^[0-9A-Za-z_\-|*]{6,32}$/;
const OUT_REFUND_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/;
const DESCRIPTION_MAX_CHARACTERS = 127;
const ATTACH_MAX_BYTES = 128;
const REASON_MAX_BYTES = 80;
const NOTIFY_URL_MAX_CHARACTERS = 255;

export function createWechatPay(config: WechatPayConfig, dependencies: WechatPayDependencies): WechatPay {
  const transport = createPayTransport(config, dependencies);
  const { now } = dependencies;

  return {
    async createJsapiOrder(order) {
      const problem = orderProblem(order);
      if (problem !== undefined) return fail(refusedLocally(problem));
      return createOrder(config, transport, order);
    },

    signPayParams: (prepayId) => signPayParams(config.appid, transport, prepayId, now()),

    queryOrder: (outTradeNo) => queryOrder(config, transport, outTradeNo),

    async closeOrder(outTradeNo) {
      if (!OUT_TRADE_NO.test(outTradeNo)) return fail(refusedLocally('outTradeNo'));
      return closeOrder(config, transport, outTradeNo);
    },

    async refund(request) {
      const problem = refundProblem(request);
      if (problem !== undefined) return fail(refusedLocally(problem));
      return requestRefund(transport, request);
    },

    async queryRefund(outRefundNo) {
      if (!OUT_REFUND_NO.test(outRefundNo)) return fail(refusedLocally('outRefundNo'));
      return queryRefund(transport, outRefundNo);
    },

    parseNotification: (input) =>
      parseNotification(
        {
          appid: config.appid,
          mchid: config.mchid,
          apiV3Key: config.apiV3Key,
          keyring: transport.keyring,
          now,
        },
        input,
      ),
  };
}

const prepayBody = z.object({ prepay_id: z.string().min(1).max(64) });

async function createOrder(
  config: WechatPayConfig,
  transport: PayTransport,
  order: JsapiOrder,
): Promise<Outcome<{ readonly prepayId: string }, WechatPayFailure>> {
  const answer = await transport.call({
    operation: 'createOrder',
    method: 'POST',
    pathAndQuery: '/v3/pay/transactions/jsapi',
    body: {
      appid: config.appid,
      mchid: config.mchid,
      description: [...order.description].slice(0, DESCRIPTION_MAX_CHARACTERS).join(''),
      out_trade_no: order.outTradeNo,
      time_expire: formatBeijingTime(order.expiresAtMs),
      ...(order.attach === undefined ? {} : { attach: order.attach }),
      notify_url: order.notifyUrl,
      amount: { total: order.amountFen, currency: 'CNY' },
      payer: { openid: order.payerOpenid },
    },
  });
  if (!answer.ok) return answer;
  const body = prepayBody.safeParse(answer.value.json);
  return body.success ? succeed({ prepayId: body.data.prepay_id }) : fail(untrusted('prepay_id is missing'));
}

function signPayParams(appid: string, transport: PayTransport, prepayId: string, nowMs: number): PayParams {
  const timeStamp = String(Math.floor(nowMs / 1000));
  const nonceStr = randomBytes(16).toString('hex');
  const packageField = `prepay_id=${prepayId}`;
  const paySign = signLines(transport.merchant.privateKey, [appid, timeStamp, nonceStr, packageField]);
  return { timeStamp, nonceStr, package: packageField, signType: 'RSA', paySign };
}

const orderBody = z.object({
  mchid: z.string(),
  out_trade_no: z.string(),
  trade_state: z.enum(['SUCCESS', 'REFUND', 'NOTPAY', 'CLOSED', 'REVOKED', 'USERPAYING', 'PAYERROR']),
  transaction_id: z.string().optional(),
  attach: z.string().optional(),
  success_time: z.string().optional(),
  payer: z.object({ openid: z.string().optional() }).optional(),
  amount: z.object({ total: z.number().int().nonnegative().optional() }).optional(),
});

async function queryOrder(
  config: WechatPayConfig,
  transport: PayTransport,
  outTradeNo: string,
): Promise<Outcome<OrderState, WechatPayFailure>> {
  if (!OUT_TRADE_NO.test(outTradeNo)) return fail(refusedLocally('outTradeNo'));
  const answer = await transport.call({
    operation: 'queryOrder',
    method: 'GET',
    pathAndQuery: `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}?mchid=${config.mchid}`,
  });
  if (!answer.ok) {
    return answer.failure.code === 'not_found' ? succeed({ state: 'not_found', outTradeNo }) : answer;
  }
  return readOrder(config.mchid, outTradeNo, answer.value.json);
}

/** An answer about another order, or a payment without its facts, is worse than none. */
function readOrder(mchid: string, outTradeNo: string, json: unknown): Outcome<OrderState, WechatPayFailure> {
  const parsed = orderBody.safeParse(json);
  if (!parsed.success) return fail(untrusted('order is not as documented'));
  const order = parsed.data;
  if (order.mchid !== mchid || order.out_trade_no !== outTradeNo)
    return fail(untrusted('order is another one'));
  if (order.trade_state !== 'SUCCESS' && order.trade_state !== 'REFUND') {
    return succeed({ state: order.trade_state, outTradeNo });
  }
  const paidAtMs = order.success_time === undefined ? undefined : parseRfc3339(order.success_time);
  const transactionId = order.transaction_id;
  const amountFen = order.amount?.total;
  const payerOpenid = order.payer?.openid;
  if (paidAtMs === undefined || !transactionId || amountFen === undefined || !payerOpenid) {
    return fail(untrusted('paid order lacks its facts'));
  }
  return succeed({
    state: order.trade_state,
    outTradeNo,
    transactionId,
    amountFen,
    payerOpenid,
    paidAtMs,
    ...(order.attach === undefined || order.attach === '' ? {} : { attach: order.attach }),
  });
}

/**
 * A refusal that does not say why is settled by asking for the order: stock is released on this answer, so
 * "closed" must never be a guess.
 */
async function closeOrder(
  config: WechatPayConfig,
  transport: PayTransport,
  outTradeNo: string,
): Promise<Outcome<'closed' | 'already_paid', WechatPayFailure>> {
  const answer = await transport.call({
    operation: 'closeOrder',
    method: 'POST',
    pathAndQuery: `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}/close`,
    body: { mchid: config.mchid },
  });
  if (answer.ok) {
    return answer.value.status === 204 ? succeed('closed') : fail(untrusted('close answered with a body'));
  }
  const { code } = answer.failure;
  if (code === 'already_paid') return succeed('already_paid');
  if (code !== 'order_closed' && code !== 'invalid_request' && code !== 'rejected') return answer;

  const order = await queryOrder(config, transport, outTradeNo);
  if (!order.ok) return code === 'order_closed' ? order : answer;
  if (order.value.state === 'SUCCESS' || order.value.state === 'REFUND') return succeed('already_paid');
  return order.value.state === 'CLOSED' ? succeed('closed') : answer;
}

const refundBody = z.object({
  refund_id: z.string().min(1),
  out_refund_no: z.string(),
  out_trade_no: z.string().min(1),
  transaction_id: z.string().min(1),
  status: z.enum(['PROCESSING', 'SUCCESS', 'ABNORMAL', 'CLOSED']),
  success_time: z.string().optional(),
  amount: z.object({ total: z.number().int().nonnegative(), refund: z.number().int().nonnegative() }),
});

async function requestRefund(
  transport: PayTransport,
  request: RefundRequest,
): Promise<Outcome<RefundState, WechatPayFailure>> {
  const answer = await transport.call({
    operation: 'refund',
    method: 'POST',
    pathAndQuery: '/v3/refund/domestic/refunds',
    body: {
      out_trade_no: request.outTradeNo,
      out_refund_no: request.outRefundNo,
      ...(request.reason === '' ? {} : { reason: cutToBytes(request.reason, REASON_MAX_BYTES) }),
      notify_url: request.notifyUrl,
      amount: { refund: request.refundFen, total: request.totalFen, currency: 'CNY' },
    },
  });
  return answer.ok ? readRefund(request.outRefundNo, answer.value.json) : answer;
}

async function queryRefund(
  transport: PayTransport,
  outRefundNo: string,
): Promise<Outcome<RefundState | RefundNotFound, WechatPayFailure>> {
  const answer = await transport.call({
    operation: 'queryRefund',
    method: 'GET',
    pathAndQuery: `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`,
  });
  if (answer.ok) return readRefund(outRefundNo, answer.value.json);
  return answer.failure.code === 'not_found' ? succeed({ status: 'not_found', outRefundNo }) : answer;
}

function readRefund(outRefundNo: string, json: unknown): Outcome<RefundState, WechatPayFailure> {
  const parsed = refundBody.safeParse(json);
  if (!parsed.success) return fail(untrusted('refund is not as documented'));
  const refund = parsed.data;
  if (refund.out_refund_no !== outRefundNo) return fail(untrusted('refund is another one'));
  const refundedAtMs = refund.success_time === undefined ? undefined : parseRfc3339(refund.success_time);
  return succeed({
    status: refund.status,
    refundId: refund.refund_id,
    outRefundNo,
    outTradeNo: refund.out_trade_no,
    transactionId: refund.transaction_id,
    refundFen: refund.amount.refund,
    totalFen: refund.amount.total,
    ...(refundedAtMs === undefined ? {} : { refundedAtMs }),
  });
}

/** The name of the first field that WeChat Pay would refuse. */
function orderProblem(order: JsapiOrder): string | undefined {
  if (!OUT_TRADE_NO.test(order.outTradeNo)) return 'outTradeNo';
  if (order.description.trim() === '') return 'description';
  if (!Number.isSafeInteger(order.amountFen) || order.amountFen < 1) return 'amountFen';
  if (order.payerOpenid === '' || order.payerOpenid.length > 128) return 'payerOpenid';
  if (!isNotifyUrl(order.notifyUrl)) return 'notifyUrl';
  if (!Number.isSafeInteger(order.expiresAtMs)) return 'expiresAtMs';
  if (order.attach !== undefined && Buffer.byteLength(order.attach) > ATTACH_MAX_BYTES) return 'attach';
  return undefined;
}

function refundProblem(request: RefundRequest): string | undefined {
  if (!OUT_TRADE_NO.test(request.outTradeNo)) return 'outTradeNo';
  if (!OUT_REFUND_NO.test(request.outRefundNo)) return 'outRefundNo';
  if (!Number.isSafeInteger(request.totalFen) || request.totalFen < 1) return 'totalFen';
  if (!Number.isSafeInteger(request.refundFen) || request.refundFen < 1) return 'refundFen';
  if (request.refundFen > request.totalFen) return 'refundFen';
  if (!isNotifyUrl(request.notifyUrl)) return 'notifyUrl';
  return undefined;
}

function isNotifyUrl(text: string): boolean {
  if (text.length > NOTIFY_URL_MAX_CHARACTERS || !URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
}

function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
