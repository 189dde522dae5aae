import { readJson } from '../../http-server.ts';
import type { Journal } from '../../journal.ts';
import { combinedBody, transactionBody } from './bodies.ts';
import { type CombinedParameters, partyOf, readCombinedParameters } from './combined.ts';
import type { KnownAccount, Merchants, Party } from './merchants.ts';
import type { Notifier } from './notifier.ts';
import type { SharingService } from './profit-sharing.ts';
import type { CombinedRecord, PayRecords } from './records.ts';
import { RefundBook } from './refund-book.ts';
import {
  asObject,
  closeRefusal,
  H5_WALLET_OPENID,
  isRefusal,
  type OrderParameters,
  type OrderRecord,
  PREPAY_LIFE_MS,
  payRefusal,
  placeOrder,
  type Refusal,
  readOrderParameters,
  refuse,
  type ServiceAnswer,
  type TradeType,
  tradeTypeOf,
  unknownMerchant,
  wrong,
} from './rules.ts';
import { newPrepayId, newTransactionId } from './sealing.ts';

/** The books of WeChat Pay: orders and combined orders, and what each call does to them. */
export class PayService {
  readonly refunds: RefundBook;

  constructor(
    private readonly options: {
      readonly merchants: Merchants;
      readonly journal: Journal<PayRecords>;
      readonly notifier: Notifier;
      readonly sharing: SharingService;
      /** Where a browser goes to pay what was made under this id. */
      readonly h5Url: (prepayId: string) => string;
      readonly now: () => number;
      readonly refundSettlesAfterMs: number;
      readonly minRefundIntervalMs: number;
    },
  ) {
    this.refunds = new RefundBook({
      ...options,
      books: {
        party: (caller, partner, subMchid) => this.#party(caller, partner, subMchid),
        orderOf: (party, outTradeNo) => this.#order(party, outTradeNo),
        order: (outTradeNo) => this.order(outTradeNo),
        putOrder: (order) => this.#putOrder(order),
      },
    });
  }

  createOrder(caller: KnownAccount, partner: boolean, tradeType: TradeType, rawBody: string): ServiceAnswer {
    const nowMs = this.options.now();
    const body = readJson(rawBody) ?? {};
    const party = this.#party(caller, partner, body.sub_mchid);
    if (party === undefined) return unknownMerchant;
    const wanted = readOrderParameters(this.#appid, party, body, tradeType, nowMs);
    if (isRefusal(wanted)) return wanted;
    const placed = placeOrder(this.#order(party, wanted.outTradeNo), wanted);
    if (placed !== undefined && isRefusal(placed)) return placed;
    if (placed !== undefined) return this.#prepaid(tradeType, placed.prepayId);
    const prepayId = newPrepayId();
    this.#putOrder({ ...wanted, party, prepayId, ...this.#fresh(wanted.timeExpire, nowMs) });
    return this.#prepaid(tradeType, prepayId);
  }

  queryOrder(
    caller: KnownAccount,
    partner: boolean,
    outTradeNo: string,
    query: URLSearchParams,
  ): ServiceAnswer {
    const mchid = query.get(partner ? 'sp_mchid' : 'mchid');
    const party = this.#party(caller, partner, query.get('sub_mchid') ?? undefined);
    if (mchid !== caller.keys.mchid || party === undefined) return unknownMerchant;
    const order = this.#order(party, outTradeNo);
    if (order === undefined || order.combineOutTradeNo !== undefined)
      return refuse(404, 'ORDER_NOT_EXIST', '订单不存在');
    return { status: 200, body: transactionBody(this.#appid, order) };
  }

  closeOrder(caller: KnownAccount, partner: boolean, outTradeNo: string, rawBody: string): ServiceAnswer {
    const body = readJson(rawBody) ?? {};
    const party = this.#party(caller, partner, body.sub_mchid);
    if ((partner ? body.sp_mchid : body.mchid) !== caller.keys.mchid || party === undefined)
      return unknownMerchant;
    const found = this.#order(party, outTradeNo);
    const order = found?.combineOutTradeNo === undefined ? found : undefined;
    const refusal = closeRefusal(order);
    if (refusal !== undefined) return refusal;
    if (order !== undefined) this.#close(order);
    return { status: 204 };
  }

  createCombined(caller: KnownAccount, tradeType: TradeType, rawBody: string): ServiceAnswer {
    const { merchants, journal, now } = this.options;
    const nowMs = now();
    const callerMchid = caller.keys.mchid;
    const wanted = readCombinedParameters(merchants, callerMchid, readJson(rawBody) ?? {}, tradeType, nowMs);
    if (isRefusal(wanted)) return wanted;
    const asked = JSON.stringify(wanted);
    const key = this.#combinedKey(callerMchid, wanted.combineOutTradeNo);
    const existing = journal.get('combined', key);
    if (existing !== undefined) return this.#placedBefore(existing, asked);
    for (const { party, outTradeNo } of wanted.parts) {
      if (this.#order(party, outTradeNo) !== undefined)
        return refuse(403, 'OUT_TRADE_NO_USED', '商户订单号重复');
    }
    return this.#place(wanted, asked, key, nowMs);
  }

  queryCombined(caller: KnownAccount, combineOutTradeNo: string): ServiceAnswer {
    const found = this.options.journal.get(
      'combined',
      this.#combinedKey(caller.keys.mchid, combineOutTradeNo),
    );
    if (found === undefined) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在');
    return { status: 200, body: combinedBody(this.#appid, found, this.#partsOf(found)) };
  }

  closeCombined(caller: KnownAccount, combineOutTradeNo: string, rawBody: string): ServiceAnswer {
    const { merchants, journal } = this.options;
    const body = readJson(rawBody) ?? {};
    if (body.combine_appid !== merchants.keys.appid)
      return refuse(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配');
    const found = journal.get('combined', this.#combinedKey(caller.keys.mchid, combineOutTradeNo));
    if (found === undefined) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在');
    const named = Array.isArray(body.sub_orders) ? body.sub_orders : [];
    const keys = new Set(
      named.flatMap((one) => {
        const subOrder = asObject(one) ?? {};
        const party = partyOf(merchants, caller.keys.mchid, subOrder);
        return isRefusal(party) ? [] : [merchants.keyOf(party, String(subOrder.out_trade_no))];
      }),
    );
    const orders = this.#partsOf(found);
    const whole =
      named.length === orders.length &&
      orders.every(({ party, outTradeNo }) => keys.has(merchants.keyOf(party, outTradeNo)));
    if (!whole) return wrong('sub_orders');
    for (const order of orders) {
      const refusal = closeRefusal(order);
      if (refusal !== undefined) return refusal;
    }
    for (const order of orders) this.#close(order);
    return { status: 204 };
  }

  /** Whose signature has to be under the pay parameters of this prepay id. */
  payee(prepayId: unknown): KnownAccount | undefined {
    const { journal, merchants } = this.options;
    const combined = journal.all('combined').find((candidate) => candidate.prepayId === prepayId);
    const order = journal.all('order').find((candidate) => candidate.prepayId === prepayId);
    return merchants.account(combined?.combineMchid ?? order?.party.mchid);
  }

  #madeAs(prepayId: unknown) {
    const { journal } = this.options;
    const combined = journal.all('combined').find((candidate) => candidate.prepayId === prepayId);
    const orders =
      combined === undefined
        ? journal.all('order').filter((candidate) => candidate.prepayId === prepayId)
        : this.#partsOf(combined);
    return { combined, orders };
  }

  /** What a wallet shows before it is asked to pay. */
  ofPrepayId(prepayId: string): { description: string; amountFen: number } | undefined {
    const { orders } = this.#madeAs(prepayId);
    if (orders.length === 0) return undefined;
    return {
      description: orders.map(({ description }) => description).join('、'),
      amountFen: orders.reduce((sum, { amountFen }) => sum + amountFen, 0),
    };
  }

  /** The shopper confirmed in the wallet: the order, or the first of a combined one. */
  pay(prepayId: unknown, payerOpenid?: unknown): OrderRecord | Refusal {
    const { now } = this.options;
    const { combined, orders } = this.#madeAs(prepayId);
    const [order] = orders;
    const refusal = payRefusal(order, payerOpenid, now());
    if (refusal !== undefined) return refusal;
    const paid = orders.map((one) => this.#markPaid(one, now()));
    if (combined !== undefined) this.#tellCombined(combined);
    return paid[0] as OrderRecord;
  }

  /** A payment that was on its way when the order was closed, and won. A part brings the whole combined order. */
  payLate(outTradeNo: string): OrderRecord | Refusal {
    const { now } = this.options;
    const order = this.order(outTradeNo);
    if (order === undefined) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在');
    if (order.state !== 'CLOSED') return refuse(409, 'NOT_CLOSED', '订单未关闭');
    const combined = this.#combinedOf(order);
    const orders = combined === undefined ? [order] : this.#partsOf(combined);
    for (const one of orders) this.#markPaid(one, (one.closedAtMs ?? now()) - 1);
    if (combined !== undefined) this.#tellCombined(combined);
    return this.order(outTradeNo) as OrderRecord;
  }

  /** The brand's own order of that number, or else anybody's. */
  order(outTradeNo: string): OrderRecord | undefined {
    const { journal } = this.options;
    return (
      journal.get('order', outTradeNo) ??
      journal.all('order').find((order) => order.outTradeNo === outTradeNo)
    );
  }

  orderByTransaction(transactionId: string): OrderRecord | undefined {
    return this.options.journal.all('order').find((order) => order.transactionId === transactionId);
  }

  get #appid(): string {
    return this.options.merchants.keys.appid;
  }

  #party(caller: KnownAccount, partner: boolean, subMchid: unknown): Party | undefined {
    if (partner !== (caller.subMchids !== undefined)) return undefined;
    if (partner && typeof subMchid !== 'string') return undefined;
    const party = { mchid: caller.keys.mchid, ...(partner ? { subMchid: subMchid as string } : {}) };
    return this.options.merchants.knows(party) ? party : undefined;
  }

  #order(party: Party, outTradeNo: string): OrderRecord | undefined {
    return this.options.journal.get('order', this.options.merchants.keyOf(party, outTradeNo));
  }

  #fresh(timeExpire: string | undefined, nowMs: number) {
    return {
      prepaidAtMs: nowMs,
      expiresAtMs: Math.min(
        nowMs + PREPAY_LIFE_MS,
        timeExpire === undefined ? Number.POSITIVE_INFINITY : Date.parse(timeExpire),
      ),
      state: 'NOTPAY' as const,
    };
  }

  #combinedKey(mchid: string, combineOutTradeNo: string): string {
    return `${mchid}#${combineOutTradeNo}`;
  }

  #combinedOf(order: OrderRecord): CombinedRecord | undefined {
    const key = this.options.merchants.keyOf(order.party, order.outTradeNo);
    return this.options.journal
      .all('combined')
      .find(({ parts }) =>
        parts.some(({ party, outTradeNo }) => this.options.merchants.keyOf(party, outTradeNo) === key),
      );
  }

  #partsOf(combined: CombinedRecord): OrderRecord[] {
    return combined.parts.flatMap(({ party, outTradeNo }) => this.#order(party, outTradeNo) ?? []);
  }

  #placedBefore(existing: CombinedRecord, asked: string): ServiceAnswer {
    const [first] = this.#partsOf(existing);
    if (first?.state === 'SUCCESS' || first?.state === 'REFUND')
      return refuse(400, 'ORDERPAID', '该订单已支付');
    if (first?.state === 'CLOSED') return refuse(400, 'ORDER_CLOSED', '该订单已关闭');
    return existing.asked === asked
      ? this.#prepaid(tradeTypeOf(existing), existing.prepayId)
      : refuse(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致。请核实后再试');
  }

  #place(wanted: CombinedParameters, asked: string, key: string, nowMs: number): ServiceAnswer {
    const prepayId = newPrepayId();
    const fresh = this.#fresh(wanted.timeExpire, nowMs);
    const { combineOutTradeNo, combineMchid, payerOpenid, payerClientIp, notifyUrl, parts } = wanted;
    for (const part of parts) {
      const { party, ...parameters }: OrderParameters & { party: Party } = part;
      this.#putOrder({ ...parameters, party, combineOutTradeNo, prepayId: '', ...fresh });
    }
    this.options.journal.put('combined', key, {
      combineOutTradeNo,
      combineMchid,
      prepayId,
      ...(payerOpenid === undefined ? {} : { payerOpenid }),
      ...(payerClientIp === undefined ? {} : { payerClientIp }),
      notifyUrl,
      expiresAtMs: fresh.expiresAtMs,
      asked,
      parts: parts.map(({ party, outTradeNo }) => ({ party, outTradeNo })),
    });
    return this.#prepaid(tradeTypeOf(wanted), prepayId);
  }

  #prepaid(tradeType: TradeType, prepayId: string): ServiceAnswer {
    const body = tradeType === 'MWEB' ? { h5_url: this.options.h5Url(prepayId) } : { prepay_id: prepayId };
    return { status: 200, body };
  }

  #close(order: OrderRecord): void {
    if (order.state !== 'CLOSED')
      this.#putOrder({ ...order, state: 'CLOSED', closedAtMs: this.options.now() });
  }

  #markPaid(order: OrderRecord, paidAtMs: number): OrderRecord {
    const paid: OrderRecord = {
      ...order,
      ...(order.payerOpenid === undefined ? { payerOpenid: H5_WALLET_OPENID } : {}),
      state: 'SUCCESS',
      transactionId: newTransactionId(paidAtMs),
      paidAtMs,
    };
    this.#putOrder(paid);
    if (paid.combineOutTradeNo !== undefined) return paid;
    this.options.notifier.add({
      eventType: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      originalType: 'transaction',
      outTradeNo: paid.outTradeNo,
      mchid: paid.party.mchid,
      notifyUrl: paid.notifyUrl,
      resource: transactionBody(this.#appid, paid),
    });
    return paid;
  }

  #tellCombined(combined: CombinedRecord): void {
    this.options.notifier.add({
      eventType: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      originalType: 'transaction',
      outTradeNo: combined.combineOutTradeNo,
      mchid: combined.combineMchid,
      notifyUrl: combined.notifyUrl,
      resource: combinedBody(this.#appid, combined, this.#partsOf(combined)),
    });
  }

  #putOrder(order: OrderRecord): void {
    this.options.journal.put('order', this.options.merchants.keyOf(order.party, order.outTradeNo), order);
  }
}
