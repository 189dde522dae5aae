import type { SellerView } from '@jindian/shared/contract/goods/contracts';
import type { Location } from '@jindian/shared/contract/places/network';
import type { OrderRequest } from '@jindian/shared/contract/serving/order';
import { orderNumberOf } from '@jindian/shared/order-number';
import { draftMoney } from '../../money/payments/documents.ts';
import type { Ids } from '../../platform/ids.ts';
import { type PoolRates, poolPercentOf } from '../../selling/pool/charges.ts';
import type { Sourced, SourcedPart } from '../sourcing/service.ts';
import { dayShardOf, servedAt } from './day-lists.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import type { CostedLine } from './line-costs.ts';
import { fulfilmentMachine, orderMachine } from './machines.ts';
import { practiceId } from './practice.ts';
import type { PricedOrder } from './pricing.ts';
import type { OrderDetail, OrderHead, OrderRecord } from './store.ts';

/** What a place is to serve, as a fulfilment that waits for its payment. */
export function draftFulfilment(
  part: SourcedPart,
  of: Pick<FulfilmentRecord, 'orderId' | 'fulfilmentId' | 'method' | 'slotId' | 'expected'>,
  head: Pick<OrderHead, 'dayShard' | 'createdAtMs'>,
  atMs: number,
): FulfilmentRecord {
  return {
    ...of,
    ...servedAt(part.place, head),
    state: fulfilmentMachine.initial,
    attempt: 1,
    distanceMeters: part.distanceMeters,
    lines: part.lines,
    allocations: part.allocations,
    acceptance: part.acceptance,
    serviceFeeFen: part.serviceFeeFen,
    givenAtMs: atMs,
    asked: [],
    history: [{ atMs, state: fulfilmentMachine.initial, by: 'shopper' }],
  };
}

/** An order as it is written when it is placed. */
export function draftOrder(
  ids: Ids,
  from: {
    memberId: string;
    request: OrderRequest;
    priced: Omit<PricedOrder, 'lines'> & { lines: readonly CostedLine[] };
    sourced: Sourced;
    nowMs: number;
    nickname: string;
    phoneTail: string | null;
    attribution: OrderDetail['attribution'];
    sceneId: string | null;
    points: NonNullable<OrderDetail['points']> | null;
    pool: PoolRates;
    transferPricesFen: ReadonlyMap<string, number>;
    /** Whom it is paid to. */
    merchant: string;
    payWithinMs: number;
    returnWindowDays: number;
    /** The dealer who sells it; null: HQ. */
    soldBy: SellerView | null;
    storefront: Location;
    /** Of each part. */
    expected: readonly FulfilmentRecord['expected'][];
  },
): OrderRecord {
  const { memberId, request, priced, sourced, nowMs } = from;
  const { practice = false } = request;
  const orderId = practice ? practiceId(ids.next()) : ids.next();
  const dayShard = dayShardOf(from.storefront);
  // The first is in the item of the order itself, and has its id.
  const fulfilments = sourced.parts.map((part, index) =>
    draftFulfilment(
      part,
      {
        orderId,
        fulfilmentId: index === 0 ? orderId : ids.next(),
        method: request.method,
        slotId: request.slotId,
        expected: from.expected[index],
      },
      { dayShard, createdAtMs: nowMs },
      nowMs,
    ),
  );
  const head: OrderHead = {
    orderId,
    number: orderNumberOf(orderId),
    memberId,
    state: orderMachine.initial,
    method: request.method,
    storefrontId: request.locationId,
    dayShard,
    fulfilmentIds: fulfilments.map(({ fulfilmentId }) => fulfilmentId),
    partCount: fulfilments.length,
    fulfilledCount: 0,
    totalFen: priced.totalFen,
    refundedFen: 0,
    createdAtMs: nowMs,
    payByMs: nowMs + from.payWithinMs,
    history: [{ atMs: nowMs, state: orderMachine.initial, by: 'shopper' }],
  };
  const detail: OrderDetail = {
    lines: priced.lines.map((line) => {
      const transferPriceFen = from.transferPricesFen.get(line.skuId);
      if (transferPriceFen === undefined) throw new Error(`${line.skuId} has no price between owners`);
      return { ...line, transferPriceFen };
    }),
    goodsFen: priced.goodsFen,
    deliveryFeeFen: priced.deliveryFeeFen,
    shopperName: from.nickname,
    ...(from.phoneTail === null ? {} : { phoneTail: from.phoneTail }),
    address: request.method === 'delivery' ? (request.address ?? null) : null,
    note: request.note || null,
    attribution: from.attribution,
    ...(from.attribution === null && from.sceneId !== null ? { sceneId: from.sceneId } : {}),
    ...(from.points ? { points: from.points } : {}),
    poolPercent: poolPercentOf(from.pool, {
      soldByOwnerId: from.soldBy?.ownerId,
      isReferred: from.attribution !== null,
    }),
    ...(priced.promotions ? { promotions: priced.promotions } : {}),
    returnWindowDays: from.returnWindowDays,
    gridId: sourced.gridId,
    policyVersion: sourced.policyVersion,
    slotId: request.slotId,
    ...(request.channel ? { channel: request.channel } : {}),
    trail: sourced.trail,
    ...(from.soldBy ? { soldBy: from.soldBy } : {}),
  };
  return {
    head,
    detail,
    fulfilments,
    attempts: [],
    money: draftMoney(orderId, from.merchant, [
      { kind: practice ? 'practice' : 'wechat_pay', amountFen: priced.totalFen },
    ]),
    refunds: [],
  };
}
