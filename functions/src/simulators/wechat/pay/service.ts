import type { Journal } from '../journal.ts';
import { readJson } from '../server.ts';
import type { SimulatorKeys } from './keys.ts';
import { beijingTime, type Notifier, type PayRecords } from './notifier.ts';
import {
  closeRefusal,
  isRefusal,
  type OrderRecord,
  PREPAY_LIFE_MS,
  payRefusal,
  placeOrder,
  placeRefund,
  type RefundRecord,
  type RefundStatus,
  type Refusal,
  readOrderParameters,
  readRefundParameters,
} from './rules.ts';
import { newPrepayId, newRefundId, newTransactionId } from './sealing.ts';

/** What an operation of API v3 answers with, before signing; no body means 204. */
export type ServiceAnswer = { readonly status: 200 | 204; readonly body?: object } | Refusal;

/** The books of WeChat Pay for one merchant: orders, refunds, and what each call does to them. */
export class PayService {
  readonly #refundOutcomes: RefundStatus[] = [];

  constructor(
    private readonly options: {
      readonly keys: SimulatorKeys;
      readonly journal: Journal<PayRecords>;
      readonly notifier: Notifier;
      readonly now: () => number;
      readonly refundSettlesAfterMs: number;
      readonly minRefundIntervalMs: number;
    },
  ) {}

  createOrder(rawBody: string): ServiceAnswer {
    const nowMs = this.options.now();
    const wanted = readOrderParameters(this.options.keys, readJson(rawBody) ?? {}, nowMs);
    if (isRefusal(wanted)) return wanted;
    const placed = placeOrder(this.order(wanted.outTradeNo), wanted);
    if (placed !== undefined && isRefusal(placed)) return placed;
    if (placed !== undefined) return { status: 200, body: { prepay_id: placed.prepayId } };
    const prepayId = newPrepayId();
    this.#putOrder({
      ...wanted,
      prepayId,
      prepaidAtMs: nowMs,
      expiresAtMs: Math.min(
        nowMs + PREPAY_LIFE_MS,
        wanted.timeExpire === undefined ? Number.POSITIVE_INFINITY : Date.parse(wanted.timeExpire),
      ),
      state: 'NOTPAY',
    });
    return { status: 200, body: { prepay_id: prepayId } };
  }

  queryOrder(outTradeNo: string, mchid: string | null): ServiceAnswer {
    if (mchid !== this.options.keys.mchid)
      return { status: 400, code: 'MCH_NOT_EXISTS', message: '商户号不存在' };
    const order = this.order(outTradeNo);
    if (order === undefined) return { status: 404, code: 'ORDER_NOT_EXIST', message: '订单不存在' };
    return { status: 200, body: this.#transaction(order) };
  }

  closeOrder(outTradeNo: string, rawBody: string): ServiceAnswer {
    if (readJson(rawBody)?.mchid !== this.options.keys.mchid) {
      return { status: 400, code: 'MCH_NOT_EXISTS', message: '商户号不存在' };
    }
    const order = this.order(outTradeNo);
    const refusal = closeRefusal(order);
    if (refusal !== undefined) return refusal;
    if (order !== undefined && order.state !== 'CLOSED') {
      this.#putOrder({ ...order, state: 'CLOSED', closedAtMs: this.options.now() });
    }
    return { status: 204 };
  }

  refund(rawBody: string): ServiceAnswer {
    const nowMs = this.options.now();
    const wanted = readRefundParameters(readJson(rawBody) ?? {});
    if (isRefusal(wanted)) return wanted;
    const order = this.order(wanted.outTradeNo);
    const placed = placeRefund({
      order,
      refundsOfOrder: this.refundsOf(wanted.outTradeNo),
      existing: this.options.journal.get('refund', wanted.outRefundNo),
      wanted,
      nowMs,
      minIntervalMs: this.options.minRefundIntervalMs,
    });
    if (placed !== undefined)
      return isRefusal(placed) ? placed : { status: 200, body: this.#refundBody(placed) };
    const record: RefundRecord = {
      ...wanted,
      refundId: newRefundId(nowMs),
      transactionId: order?.transactionId ?? '',
      status: 'PROCESSING',
      createdAtMs: nowMs,
      settlesAtMs: nowMs + this.options.refundSettlesAfterMs,
    };
    this.#putRefund(record);
    if (order !== undefined) this.#putOrder({ ...order, state: 'REFUND' });
    return { status: 200, body: this.#refundBody(record) };
  }

  queryRefund(outRefundNo: string): ServiceAnswer {
    const refund = this.options.journal.get('refund', outRefundNo);
    if (refund === undefined) return { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '退款单不存在' };
    return { status: 200, body: this.#refundBody(refund) };
  }

  /** The shopper confirmed in the wallet. */
  pay(prepayId: unknown, payerOpenid: unknown): OrderRecord | Refusal {
    const order = this.options.journal.all('order').find((candidate) => candidate.prepayId === prepayId);
    const refusal = payRefusal(order, payerOpenid, this.options.now());
    if (refusal !== undefined) return refusal;
    return this.#markPaid(order as OrderRecord, this.options.now());
  }

  /** A payment that was on its way when the order was closed, and won. */
  payLate(outTradeNo: string): OrderRecord | Refusal {
    const order = this.order(outTradeNo);
    if (order === undefined) return { status: 404, code: 'ORDER_NOT_EXIST', message: '订单不存在' };
    if (order.state !== 'CLOSED') return { status: 409, code: 'NOT_CLOSED', message: '订单未关闭' };
    return this.#markPaid(order, (order.closedAtMs ?? this.options.now()) - 1);
  }

  nextRefundsEnd(status: RefundStatus, times: number): void {
    for (let index = 0; index < times; index += 1) this.#refundOutcomes.push(status);
  }

  /** Refunds whose time has come end, and the merchant is told. */
  settleRefunds(): void {
    const nowMs = this.options.now();
    for (const refund of this.options.journal.all('refund')) {
      if (refund.status !== 'PROCESSING' || refund.settlesAtMs > nowMs) continue;
      const status = this.#refundOutcomes.shift() ?? 'SUCCESS';
      const settled: RefundRecord = {
        ...refund,
        status,
        ...(status === 'SUCCESS' ? { refundedAtMs: nowMs } : {}),
      };
      this.#putRefund(settled);
      if (settled.notifyUrl === undefined) continue;
      this.options.notifier.add({
        eventType: `REFUND.${status}`,
        summary: status === 'SUCCESS' ? '退款成功' : status === 'ABNORMAL' ? '退款异常' : '退款关闭',
        originalType: 'refund',
        outTradeNo: settled.outTradeNo,
        notifyUrl: settled.notifyUrl,
        resource: {
          mchid: this.options.keys.mchid,
          out_trade_no: settled.outTradeNo,
          transaction_id: settled.transactionId,
          out_refund_no: settled.outRefundNo,
          refund_id: settled.refundId,
          refund_status: status,
          ...(settled.refundedAtMs === undefined ? {} : { success_time: beijingTime(settled.refundedAtMs) }),
          user_received_account: '支付用户零钱',
          amount: this.#refundAmount(settled),
        },
      });
    }
  }

  order(outTradeNo: string): OrderRecord | undefined {
    return this.options.journal.get('order', outTradeNo);
  }

  orderByTransaction(transactionId: string): OrderRecord | undefined {
    return this.options.journal.all('order').find((order) => order.transactionId === transactionId);
  }

  refundsOf(outTradeNo: string): RefundRecord[] {
    return this.options.journal.all('refund').filter((refund) => refund.outTradeNo === outTradeNo);
  }

  #markPaid(order: OrderRecord, paidAtMs: number): OrderRecord {
    const paid: OrderRecord = {
      ...order,
      state: 'SUCCESS',
      transactionId: newTransactionId(paidAtMs),
      paidAtMs,
    };
    this.#putOrder(paid);
    this.options.notifier.add({
      eventType: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      originalType: 'transaction',
      outTradeNo: paid.outTradeNo,
      notifyUrl: paid.notifyUrl,
      resource: this.#transaction(paid),
    });
    return paid;
  }

  #transaction(order: OrderRecord): object {
    const { keys } = this.options;
    const base = {
      appid: keys.appid,
      mchid: keys.mchid,
      out_trade_no: order.outTradeNo,
      trade_state: order.state,
      trade_state_desc: TRADE_STATE_TEXT[order.state],
    };
    if (order.paidAtMs === undefined) return base;
    return {
      ...base,
      transaction_id: order.transactionId,
      trade_type: 'JSAPI',
      bank_type: 'OTHERS',
      attach: order.attach ?? '',
      success_time: beijingTime(order.paidAtMs),
      payer: { openid: order.payerOpenid },
      amount: {
        total: order.amountFen,
        payer_total: order.amountFen,
        currency: 'CNY',
        payer_currency: 'CNY',
      },
    };
  }

  #refundBody(refund: RefundRecord): object {
    return {
      refund_id: refund.refundId,
      out_refund_no: refund.outRefundNo,
      transaction_id: refund.transactionId,
      out_trade_no: refund.outTradeNo,
      channel: 'ORIGINAL',
      user_received_account: '支付用户零钱',
      ...(refund.refundedAtMs === undefined ? {} : { success_time: beijingTime(refund.refundedAtMs) }),
      create_time: beijingTime(refund.createdAtMs),
      status: refund.status,
      funds_account: 'AVAILABLE',
      amount: {
        ...this.#refundAmount(refund),
        settlement_refund: refund.refundFen,
        settlement_total: refund.totalFen,
        discount_refund: 0,
        currency: 'CNY',
      },
    };
  }

  #refundAmount(refund: RefundRecord): object {
    return {
      total: refund.totalFen,
      refund: refund.refundFen,
      payer_total: refund.totalFen,
      payer_refund: refund.refundFen,
    };
  }

  #putOrder(order: OrderRecord): void {
    this.options.journal.put('order', order.outTradeNo, order);
  }

  #putRefund(refund: RefundRecord): void {
    this.options.journal.put('refund', refund.outRefundNo, refund);
  }
}

const TRADE_STATE_TEXT: Readonly<Record<OrderRecord['state'], string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
  USERPAYING: '用户支付中',
  PAYERROR: '支付失败',
};
