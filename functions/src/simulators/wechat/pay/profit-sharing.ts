import { readJson } from '../../http-server.ts';
import type { Journal } from '../../journal.ts';
import { randomDigits } from './keys.ts';
import type { KnownAccount, Merchants, Party } from './merchants.ts';
import { beijingTime } from './notifier.ts';
import type { PayRecords, ShareRecord, ShareReturnRecord } from './records.ts';
import {
  asObject,
  isRefusal,
  type OrderRecord,
  type Refusal,
  refuse,
  type ServiceAnswer,
  wrong,
} from './rules.ts';
import { openSensitive } from './sealing.ts';

/** Profit sharing (分账): who may get shares, shares, returns, and what is left of a payment. */

const NUMBER = /^[0-9A-Za-z_\-|*@]{1,64}$/;
const MAX_RECEIVERS = 50;
const RELATIONS = new Set([
  'STORE',
  'SERVICE_PROVIDER',
  'STAFF',
  'STORE_OWNER',
  'PARTNER',
  'HEADQUARTER',
  'BRAND',
  'DISTRIBUTOR',
  'USER',
  'SUPPLIER',
]);

export class SharingService {
  constructor(
    private readonly options: {
      readonly merchants: Merchants;
      readonly journal: Journal<PayRecords>;
      readonly now: () => number;
      /** The most of a payment that may be shared, in hundredths of a percent. */
      readonly maxShareBasisPoints: number;
    },
  ) {}

  receiver(caller: KnownAccount, act: 'add' | 'delete', rawBody: string): ServiceAnswer {
    const body = readJson(rawBody) ?? {};
    const party = this.#partyOf(caller, body.sub_mchid);
    if (isRefusal(party)) return party;
    if (body.appid !== this.options.merchants.keys.appid)
      return refuse(400, 'INVALID_REQUEST', 'appid与商户号不匹配');
    const { type, account, relation_type: relation } = body;
    if (type !== 'MERCHANT_ID' && type !== 'PERSONAL_OPENID') return wrong('type');
    if (typeof account !== 'string' || account === '' || account.length > 64) return wrong('account');
    const key = this.#receiverKey(party, type, account);
    if (act === 'delete') {
      const there = this.options.journal.get('receiver', key);
      if (there !== undefined) this.options.journal.put('receiver', key, { ...there, deleted: true });
      return { status: 200, body: { type, account } };
    }
    if (typeof relation !== 'string' || !RELATIONS.has(relation)) return wrong('relation_type');
    if (type === 'MERCHANT_ID' && body.name === undefined) return wrong('name');
    if (body.name !== undefined && openSensitive(this.options.merchants.keys, body.name) === undefined)
      return wrong('name');
    this.options.journal.put('receiver', key, { type, account, relation, deleted: false });
    return { status: 200, body: { type, account, relation_type: relation } };
  }

  share(caller: KnownAccount, rawBody: string): ServiceAnswer {
    const body = readJson(rawBody) ?? {};
    const party = this.#partyOf(caller, body.sub_mchid);
    if (isRefusal(party)) return party;
    const { transaction_id: transactionId, out_order_no: outOrderNo, receivers } = body;
    if (typeof outOrderNo !== 'string' || !NUMBER.test(outOrderNo)) return wrong('out_order_no');
    if (typeof body.unfreeze_unsplit !== 'boolean') return wrong('unfreeze_unsplit');
    if (!Array.isArray(receivers) || receivers.length < 1 || receivers.length > MAX_RECEIVERS)
      return wrong('receivers');
    const wanted: ShareRecord['receivers'][number][] = [];
    for (const one of receivers) {
      const { type, account, amount, description } = asObject(one) ?? {};
      if (typeof type !== 'string' || typeof account !== 'string') return wrong('receivers.account');
      if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1)
        return wrong('receivers.amount');
      if (typeof description !== 'string' || description === '' || [...description].length > 80)
        return wrong('receivers.description');
      wanted.push({
        type,
        account,
        amount,
        description,
        result: 'PENDING',
        detailId: `3600${randomDigits(20)}`,
      });
    }
    return this.#enter(party, {
      outOrderNo,
      transactionId,
      asked: JSON.stringify([transactionId, receivers, body.unfreeze_unsplit]),
      receivers: wanted,
      finishes: body.unfreeze_unsplit,
    });
  }

  finish(caller: KnownAccount, rawBody: string): ServiceAnswer {
    const body = readJson(rawBody) ?? {};
    const party = this.#partyOf(caller, body.sub_mchid);
    if (isRefusal(party)) return party;
    const { transaction_id: transactionId, out_order_no: outOrderNo, description } = body;
    if (typeof outOrderNo !== 'string' || !NUMBER.test(outOrderNo)) return wrong('out_order_no');
    if (typeof description !== 'string' || description === '') return wrong('description');
    const asked = JSON.stringify([transactionId, 'unfreeze']);
    return this.#enter(party, { outOrderNo, transactionId, asked, receivers: [], finishes: true });
  }

  query(caller: KnownAccount, outOrderNo: string, query: URLSearchParams): ServiceAnswer {
    const party = this.#partyOf(caller, query.get('sub_mchid') ?? undefined);
    if (isRefusal(party)) return party;
    const share = this.options.journal.get('share', this.#key(party, outOrderNo));
    if (share === undefined || share.transactionId !== query.get('transaction_id'))
      return refuse(404, 'RESOURCE_NOT_EXISTS', '记录不存在');
    return { status: 200, body: shareBody(share) };
  }

  returnShare(caller: KnownAccount, rawBody: string): ServiceAnswer {
    const body = readJson(rawBody) ?? {};
    const party = this.#partyOf(caller, body.sub_mchid);
    if (isRefusal(party)) return party;
    const { out_order_no: outOrderNo, out_return_no: outReturnNo, return_mchid: returnMchid } = body;
    const { amount, description } = body;
    if (typeof outOrderNo !== 'string') return wrong('out_order_no');
    if (typeof outReturnNo !== 'string' || !NUMBER.test(outReturnNo)) return wrong('out_return_no');
    if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1) return wrong('amount');
    if (typeof description !== 'string' || description === '') return wrong('description');
    const existing = this.options.journal.get('shareReturn', this.#key(party, outReturnNo));
    if (existing !== undefined) {
      const same = existing.outOrderNo === outOrderNo && existing.amount === amount;
      return same
        ? { status: 200, body: returnBody(existing) }
        : refuse(400, 'INVALID_REQUEST', '回退单号重复，参数不一致');
    }
    const share = this.options.journal.get('share', this.#key(party, outOrderNo));
    if (share === undefined) return refuse(404, 'RESOURCE_NOT_EXISTS', '分账单不存在');
    const got = share.receivers.find(
      ({ type, account, result }) =>
        type === 'MERCHANT_ID' && account === returnMchid && result === 'SUCCESS',
    );
    if (got === undefined || typeof returnMchid !== 'string')
      return refuse(400, 'INVALID_REQUEST', '原分账接收方不支持回退');
    const returned = this.#returnsOf(share).reduce(
      (sum, one) => (one.returnMchid === returnMchid ? sum + one.amount : sum),
      0,
    );
    if (returned + amount > got.amount) return refuse(403, 'NOT_ENOUGH', '回退金额超过可回退金额');
    const nowMs = this.options.now();
    const record: ShareReturnRecord = {
      outOrderNo,
      orderId: share.orderId,
      outReturnNo,
      returnId: `3008${randomDigits(20)}`,
      returnMchid,
      transactionId: share.transactionId,
      amount,
      description,
      result: 'PROCESSING',
      createdAtMs: nowMs,
      settlesAtMs: nowMs,
    };
    this.options.journal.put('shareReturn', this.#key(party, outReturnNo), record);
    return { status: 200, body: returnBody(record) };
  }

  queryReturn(caller: KnownAccount, outReturnNo: string, query: URLSearchParams): ServiceAnswer {
    const party = this.#partyOf(caller, query.get('sub_mchid') ?? undefined);
    if (isRefusal(party)) return party;
    const found = this.options.journal.get('shareReturn', this.#key(party, outReturnNo));
    if (found === undefined || found.outOrderNo !== query.get('out_order_no'))
      return refuse(404, 'RESOURCE_NOT_EXISTS', '记录不存在');
    return { status: 200, body: returnBody(found) };
  }

  amounts(caller: KnownAccount, transactionId: string): ServiceAnswer {
    const order = this.#orderOf(transactionId);
    if (order?.party.mchid !== caller.keys.mchid) return refuse(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
    return {
      status: 200,
      body: { transaction_id: transactionId, unsplit_amount: this.unsharedFen(order) },
    };
  }

  /** What is still frozen of a payment. */
  unsharedFen(order: OrderRecord): number {
    if (order.profitSharing !== true) return 0;
    const shares = this.#sharesOf(order);
    if (shares.some(({ finishes, state }) => finishes && state === 'FINISHED')) return 0;
    const refundedFen = this.options.journal
      .all('refund')
      .filter(({ transactionId, status }) => transactionId === order.transactionId && status !== 'CLOSED')
      .reduce((sum, { refundFen }) => sum + refundFen, 0);
    return Math.max(0, order.amountFen - refundedFen - this.#sharedFen(shares));
  }

  /** A refund takes what is not shared: shares have to come back first. */
  refundRefusal(order: OrderRecord, refundFen: number): Refusal | undefined {
    const shares = order.profitSharing === true ? this.#sharesOf(order) : [];
    const finished = shares.some(({ finishes, state }) => finishes && state === 'FINISHED');
    if (order.profitSharing !== true || finished) return undefined;
    return refundFen > this.unsharedFen(order)
      ? refuse(403, 'NOT_ENOUGH', '待分账金额不足，请先回退分账')
      : undefined;
  }

  settle(): void {
    const { journal, now } = this.options;
    const nowMs = now();
    for (const share of journal.all('share')) {
      if (share.state !== 'PROCESSING' || share.settlesAtMs > nowMs) continue;
      journal.put('share', this.#key(share.party, share.outOrderNo), {
        ...share,
        state: 'FINISHED',
        receivers: share.receivers.map((one) => this.#paidOut(share.party, one)),
      });
    }
    for (const back of journal.all('shareReturn')) {
      if (back.result !== 'PROCESSING' || back.settlesAtMs > nowMs) continue;
      const share = journal.all('share').find(({ orderId }) => orderId === back.orderId);
      if (share === undefined) continue;
      journal.put('shareReturn', this.#key(share.party, back.outReturnNo), {
        ...back,
        result: 'SUCCESS',
        finishedAtMs: nowMs,
      });
    }
  }

  /** A relation that ended between the order and its settling closes the share. */
  #paidOut(party: Party, one: ShareRecord['receivers'][number]): ShareRecord['receivers'][number] {
    const receiver = this.options.journal.get('receiver', this.#receiverKey(party, one.type, one.account));
    return receiver === undefined || receiver.deleted
      ? { ...one, result: 'CLOSED', failReason: 'NO_RELATION' }
      : { ...one, result: 'SUCCESS' };
  }

  #enter(
    party: Party,
    wanted: {
      readonly outOrderNo: string;
      readonly transactionId: unknown;
      readonly asked: string;
      readonly receivers: ShareRecord['receivers'];
      readonly finishes: boolean;
    },
  ): ServiceAnswer {
    const { journal, now, maxShareBasisPoints } = this.options;
    const key = this.#key(party, wanted.outOrderNo);
    const existing = journal.get('share', key);
    if (existing !== undefined) {
      return existing.asked === wanted.asked
        ? { status: 200, body: shareBody(existing) }
        : refuse(400, 'INVALID_REQUEST', '商户分账单号重复，参数不一致');
    }
    const order = typeof wanted.transactionId === 'string' ? this.#orderOf(wanted.transactionId) : undefined;
    if (order === undefined || this.#key(order.party, '') !== this.#key(party, ''))
      return refuse(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
    if (order.profitSharing !== true) return refuse(400, 'INVALID_REQUEST', '非分账订单不支持分账');
    for (const { type, account } of wanted.receivers) {
      const receiver = journal.get('receiver', this.#receiverKey(party, type, account));
      if (receiver === undefined || receiver.deleted)
        return refuse(400, 'INVALID_REQUEST', '分账接收方关系不存在');
    }
    const shares = this.#sharesOf(order);
    if (shares.some(({ finishes }) => finishes)) return refuse(400, 'INVALID_REQUEST', '订单已完结分账');
    const sumFen = wanted.receivers.reduce((sum, { amount }) => sum + amount, 0);
    if (sumFen > this.unsharedFen(order)) return refuse(403, 'NOT_ENOUGH', '分账金额超过待分账金额');
    const mostFen = Math.floor((order.amountFen * maxShareBasisPoints) / 10_000);
    if (this.#sharedFen(shares) + sumFen > mostFen)
      return refuse(403, 'RULE_LIMIT', '分账金额超过最大分账比例');
    const nowMs = now();
    const record: ShareRecord = {
      outOrderNo: wanted.outOrderNo,
      orderId: `3008${randomDigits(20)}`,
      transactionId: order.transactionId ?? '',
      asked: wanted.asked,
      finishes: wanted.finishes,
      state: 'PROCESSING',
      createdAtMs: nowMs,
      settlesAtMs: nowMs,
      party,
      receivers: wanted.receivers,
    };
    journal.put('share', key, record);
    return { status: 200, body: shareBody(record) };
  }

  #partyOf(caller: KnownAccount, subMchid: unknown): Party | Refusal {
    const party = {
      mchid: caller.keys.mchid,
      ...(typeof subMchid === 'string' ? { subMchid } : {}),
    };
    return this.options.merchants.knows(party) ? party : refuse(403, 'NO_AUTH', '商户无权限');
  }

  #orderOf(transactionId: string): OrderRecord | undefined {
    return this.options.journal.all('order').find((order) => order.transactionId === transactionId);
  }

  #sharesOf(order: OrderRecord): ShareRecord[] {
    return this.options.journal
      .all('share')
      .filter(({ transactionId }) => transactionId === order.transactionId);
  }

  #returnsOf(share: ShareRecord): ShareReturnRecord[] {
    return this.options.journal
      .all('shareReturn')
      .filter(({ orderId, result }) => orderId === share.orderId && result !== 'FAILED');
  }

  /** Shared, less what came back. */
  #sharedFen(shares: readonly ShareRecord[]): number {
    return shares.reduce((sum, share) => {
      const out = share.receivers.reduce(
        (of, { amount, result }) => (result === 'CLOSED' ? of : of + amount),
        0,
      );
      const back = this.#returnsOf(share).reduce((of, { amount }) => of + amount, 0);
      return sum + out - back;
    }, 0);
  }

  #key(party: Party, number: string): string {
    return this.options.merchants.keyOf(party, number);
  }

  #receiverKey(party: Party, type: string, account: string): string {
    return this.#key(party, `${type} ${account}`);
  }
}

function shareBody(share: ShareRecord): object {
  return {
    transaction_id: share.transactionId,
    out_order_no: share.outOrderNo,
    order_id: share.orderId,
    state: share.state,
    receivers: share.receivers.map(
      ({ type, account, amount, description, result, failReason, detailId }) => ({
        type,
        account,
        amount,
        description,
        result,
        ...(failReason === undefined ? {} : { fail_reason: failReason }),
        create_time: beijingTime(share.createdAtMs),
        detail_id: detailId,
      }),
    ),
  };
}

function returnBody(back: ShareReturnRecord): object {
  return {
    order_id: back.orderId,
    out_order_no: back.outOrderNo,
    out_return_no: back.outReturnNo,
    return_id: back.returnId,
    return_mchid: back.returnMchid,
    amount: back.amount,
    description: back.description,
    result: back.result,
    create_time: beijingTime(back.createdAtMs),
    ...(back.finishedAtMs === undefined ? {} : { finish_time: beijingTime(back.finishedAtMs) }),
  };
}
