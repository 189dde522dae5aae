import { readJson } from '../../http-server.ts';
import type { Journal } from '../../journal.ts';
import { refundBody, refundEvent } from './bodies.ts';
import type { KnownAccount, Merchants, Party } from './merchants.ts';
import type { Notifier } from './notifier.ts';
import type { SharingService } from './profit-sharing.ts';
import type { PayRecords } from './records.ts';
import {
  isRefusal,
  type OrderRecord,
  placeRefund,
  type RefundRecord,
  type RefundStatus,
  readRefundParameters,
  refuse,
  type ServiceAnswer,
  unknownMerchant,
} from './rules.ts';
import { newRefundId } from './sealing.ts';

/** The orders that refunds are of. */
export interface OrderBooks {
  party(caller: KnownAccount, partner: boolean, subMchid: unknown): Party | undefined;
  orderOf(party: Party, outTradeNo: string): OrderRecord | undefined;
  /** Of any party. */
  order(outTradeNo: string): OrderRecord | undefined;
  putOrder(order: OrderRecord): void;
}

/** What goes back to shoppers, however they paid. */
export class RefundBook {
  readonly #outcomes: RefundStatus[] = [];

  constructor(
    private readonly options: {
      readonly merchants: Merchants;
      readonly journal: Journal<PayRecords>;
      readonly notifier: Notifier;
      readonly sharing: SharingService;
      readonly now: () => number;
      readonly refundSettlesAfterMs: number;
      readonly minRefundIntervalMs: number;
      readonly books: OrderBooks;
    },
  ) {}

  ask(caller: KnownAccount, rawBody: string): ServiceAnswer {
    const nowMs = this.options.now();
    const body = readJson(rawBody) ?? {};
    const party = this.options.books.party(caller, caller.subMchids !== undefined, body.sub_mchid);
    if (party === undefined) return unknownMerchant;
    const wanted = readRefundParameters(body);
    if (isRefusal(wanted)) return wanted;
    const order = this.options.books.orderOf(party, wanted.outTradeNo);
    const key = this.options.merchants.keyOf(party, wanted.outRefundNo);
    const placed = placeRefund({
      order,
      refundsOfOrder: order === undefined ? [] : this.#ofOrder(order),
      existing: this.options.journal.get('refund', key),
      wanted,
      nowMs,
      minIntervalMs: this.options.minRefundIntervalMs,
    });
    if (placed !== undefined) return isRefusal(placed) ? placed : { status: 200, body: refundBody(placed) };
    const frozen = order && this.options.sharing.refundRefusal(order, wanted.refundFen);
    if (frozen !== undefined) return frozen;
    const record: RefundRecord = {
      ...wanted,
      party,
      refundId: newRefundId(nowMs),
      transactionId: order?.transactionId ?? '',
      status: 'PROCESSING',
      createdAtMs: nowMs,
      settlesAtMs: nowMs + this.options.refundSettlesAfterMs,
    };
    this.#put(record);
    if (order !== undefined) this.options.books.putOrder({ ...order, state: 'REFUND' });
    return { status: 200, body: refundBody(record) };
  }

  query(caller: KnownAccount, outRefundNo: string, query: URLSearchParams): ServiceAnswer {
    const subMchid = query.get('sub_mchid') ?? undefined;
    const party = this.options.books.party(caller, caller.subMchids !== undefined, subMchid);
    if (party === undefined) return unknownMerchant;
    const refund = this.options.journal.get('refund', this.options.merchants.keyOf(party, outRefundNo));
    if (refund === undefined) return refuse(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
    return { status: 200, body: refundBody(refund) };
  }

  nextEnd(status: RefundStatus, times: number): void {
    for (let index = 0; index < times; index += 1) this.#outcomes.push(status);
  }

  /** Refunds whose time has come end, and the merchant is told. */
  settle(): void {
    const nowMs = this.options.now();
    for (const refund of this.options.journal.all('refund')) {
      if (refund.status !== 'PROCESSING' || refund.settlesAtMs > nowMs) continue;
      this.#end(refund, this.#outcomes.shift() ?? 'SUCCESS', nowMs);
    }
  }

  /** An operator sees to an abnormal refund in the merchant console. */
  complete(outRefundNo: string): void {
    const { journal, now } = this.options;
    const refund = journal
      .all('refund')
      .find((one) => one.outRefundNo === outRefundNo && one.status === 'ABNORMAL');
    if (refund === undefined) throw new Error(`completeRefund: ${outRefundNo} is no abnormal refund`);
    this.#end(refund, 'SUCCESS', now());
  }

  #end(refund: RefundRecord, status: RefundStatus, nowMs: number): void {
    const ended: RefundRecord = {
      ...refund,
      status,
      ...(status === 'SUCCESS' ? { refundedAtMs: nowMs } : {}),
    };
    this.#put(ended);
    if (ended.notifyUrl === undefined) return;
    this.options.notifier.add({ ...refundEvent(ended), notifyUrl: ended.notifyUrl });
  }

  of(outTradeNo: string): RefundRecord[] {
    const order = this.options.books.order(outTradeNo);
    return order === undefined ? [] : this.#ofOrder(order);
  }

  #ofOrder({ party, outTradeNo }: OrderRecord): RefundRecord[] {
    const { journal, merchants } = this.options;
    const key = merchants.keyOf(party, outTradeNo);
    return journal.all('refund').filter((refund) => merchants.keyOf(refund.party, refund.outTradeNo) === key);
  }

  #put(refund: RefundRecord): void {
    this.options.journal.put(
      'refund',
      this.options.merchants.keyOf(refund.party, refund.outRefundNo),
      refund,
    );
  }
}
