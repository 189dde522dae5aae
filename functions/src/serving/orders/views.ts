import type { LocalizedText } from '@jindian/shared/contract/common';
import type { SellerView } from '@jindian/shared/contract/goods/contracts';
import type { FailedDeliveryView } from '@jindian/shared/contract/hq';
import type { Location } from '@jindian/shared/contract/places/network';
import type { RefusedTo, WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type {
  FulfilmentMethod,
  FulfilmentState,
  FulfilmentView,
  OrderedLine,
  OrderLine,
  OrderSummary,
  OrderView,
} from '@jindian/shared/contract/serving/order';
import { lotOf } from '../../goods/inventory/lots.ts';
import type { SkuQuantity } from '../../goods/inventory/rules.ts';
import { hqOwner } from '../../goods/ownership/rules.ts';
import { hoursToldOf } from '../../places/network/branch-view.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import type { StateChange } from './history.ts';
import { pointsView } from './members-share.ts';
import { moneyView, sumOf } from './money-views.ts';
import { isPractice } from './practice.ts';
import { promotionsView } from './promoting.ts';
import { serialsWanted } from './serials.ts';
import type { DetailLine, OrderDetail, OrderRecord } from './store.ts';
import { wechatReceiptOf } from './wechat-receipt.ts';

type Read = Pick<OrderRecord, 'head' | 'detail'>;
export type PlaceOf = (locationId: string) => Location | undefined;

/** A line as the shopper agreed on it: what HQ owes to owners, and what the goods cost, is not theirs to see. */
function publicLine(line: DetailLine): OrderLine {
  const { skuId, productId, title, skuName, imagePath, quantity, unitPriceFen, amountFen } = line;
  return { skuId, productId, title, skuName, imagePath, quantity, unitPriceFen, amountFen };
}

function orderedLines({ detail, money }: Pick<OrderRecord, 'detail' | 'money'>): OrderedLine[] {
  return detail.lines.map((line) => {
    const back = money.returned[line.id];
    return {
      ...publicLine(line),
      id: line.id,
      adjustments: line.adjustments,
      netFen: line.netFen,
      refundedQuantity: back?.quantity ?? 0,
      refundedFen: sumOf(Object.values(back?.byTender ?? {})) - (back?.keptFen ?? 0),
      ...(line.notReturnable ? { notReturnable: line.notReturnable } : {}),
    };
  });
}

/**
 * Of each line as many pieces as there are in `part`. An order may have two lines of one SKU: the first takes what
 * it can before the second.
 */
export function linesOf(detail: OrderDetail, part: readonly SkuQuantity[]): OrderLine[] {
  const left = new Map<string, number>();
  for (const { skuId, quantity } of part) left.set(skuId, (left.get(skuId) ?? 0) + quantity);
  return detail.lines.map(publicLine).flatMap((line) => {
    const quantity = Math.min(line.quantity, left.get(line.skuId) ?? 0);
    left.set(line.skuId, (left.get(line.skuId) ?? 0) - quantity);
    return quantity > 0 ? [{ ...line, quantity, amountFen: quantity * line.unitPriceFen }] : [];
  });
}

/** What of a history everybody may see. */
function publicHistory(history: readonly StateChange[]) {
  return history.map(({ atMs, state, by }) => ({ atMs, state, by }));
}

/** When places gave it up, for its shopper: which, and why, is told to nobody but HQ. */
function passedOn({ asked, history }: FulfilmentRecord, placeOf: PlaceOf): FulfilmentView['passedOn'] {
  const asksShopper = new Set(
    history.flatMap(({ state, atMs }) => (state === 'awaiting_shopper' ? [atMs] : [])),
  );
  const times = new Map<number, 'branch' | 'warehouse'>();
  for (const { locationId, atMs } of asked) {
    const kind = placeOf(locationId)?.kind ?? 'branch';
    if (!asksShopper.has(atMs)) times.set(atMs, kind === 'branch' ? 'branch' : 'warehouse');
  }
  return [...times].map(([atMs, from]) => ({ atMs, from }));
}

const urgency: readonly FulfilmentState[] = [
  'delivery_failed',
  'disputed',
  'awaiting_shopper',
  'with_hq',
  'awaiting_goods',
  'in_grab_pool',
  'offered',
  'held',
  'to_pack',
  'ready',
  'dispatched',
  'fulfilled',
  'cancelled',
];

/** What was expected of the last place holds no more. */
const noPlaceSays: readonly FulfilmentState[] = [
  'with_hq',
  'awaiting_shopper',
  'awaiting_goods',
  'cancelled',
];

/** The state of an order that is served in parts, in one word: that of the part which is least far. */
export function leastFar(states: readonly FulfilmentState[]): FulfilmentState {
  // `cancelled` comes last: a part that was given up is no longer waited for.
  return urgency.find((state) => states.includes(state)) ?? 'held';
}

/** How it reaches the shopper: a refused pickup may have become a delivery. */
function methodNow({ method }: OrderRecord['head'], parts: readonly FulfilmentRecord[]): FulfilmentMethod {
  return parts[0]?.method ?? method;
}

/** Where a pickup is fetched as things stand now: the place of the part that is least far. */
function pickupPlace(
  head: OrderRecord['head'],
  parts: readonly FulfilmentRecord[],
  placeOf: PlaceOf,
): OrderSummary['pickupPlace'] {
  if (methodNow(head, parts) !== 'pickup') return null;
  const state = leastFar(parts.map((part) => part.state));
  const locationId = parts.find((part) => part.state === state)?.locationId ?? head.storefrontId;
  return { locationId, name: nameOf(locationId, placeOf) };
}

const practiceMark = (orderId: string) => (isPractice(orderId) ? { practice: true } : {});

/** Orders as people see them. Names and addresses of places are those of the network as it is now. */
export function createOrderViews({
  clock,
  network,
  hqLegalName,
}: Pick<OrderContext, 'clock' | 'network' | 'hqLegalName'>) {
  const hqAsSeller = async (): Promise<SellerView> => ({ ownerId: hqOwner, legalName: await hqLegalName() });

  async function places(): Promise<PlaceOf> {
    const snapshot = await network.current();
    return (locationId) => snapshot.location(locationId);
  }

  function fulfilmentView(
    { head, detail }: Read,
    fulfilment: FulfilmentRecord,
    placeOf: PlaceOf,
  ): FulfilmentView {
    return {
      id: fulfilment.fulfilmentId,
      orderId: head.orderId,
      orderNumber: head.number,
      method: fulfilment.method,
      state: fulfilment.state,
      place: placeView(fulfilment.locationId, placeOf, clock.nowMs()),
      lines: linesOf(detail, fulfilment.lines),
      failure: fulfilment.failure
        ? { reason: fulfilment.failure.reason, atMs: fulfilment.failure.atMs }
        : null,
      history: publicHistory(fulfilment.history),
      passedOn: passedOn(fulfilment, placeOf),
      ...(fulfilment.serials?.length ? { serials: fulfilment.serials } : {}),
      expected: noPlaceSays.includes(fulfilment.state) ? null : (fulfilment.expected ?? null),
    };
  }

  /** An order as its shopper sees it. */
  async function order(record: OrderRecord): Promise<OrderView> {
    const { head, detail } = record;
    const [placeOf, hqSeller] = await Promise.all([places(), hqAsSeller()]);
    return {
      id: head.orderId,
      number: head.number,
      state: head.state,
      method: methodNow(head, record.fulfilments),
      createdAtMs: head.createdAtMs,
      payByMs: head.payByMs,
      lines: orderedLines(record),
      goodsFen: detail.goodsFen,
      deliveryFeeFen: detail.deliveryFeeFen,
      totalFen: head.totalFen,
      refundedFen: head.refundedFen,
      ...pointsView(record),
      ...promotionsView(detail),
      storefront: { locationId: head.storefrontId, name: nameOf(head.storefrontId, placeOf) },
      address: detail.address,
      note: detail.note,
      slotId: detail.slotId ?? null,
      fulfilments: record.fulfilments.map((fulfilment) => fulfilmentView(record, fulfilment, placeOf)),
      ...moneyView(record),
      soldBy: detail.soldBy ?? hqSeller,
      checkout: detail.checkout?.map(({ orderId, ...part }) => ({ id: orderId, ...part })) ?? null,
      history: publicHistory(head.history),
      wechatReceipt: record.fulfilments.some(({ state }) => state === 'dispatched')
        ? (wechatReceiptOf(record)?.transactionId ?? null)
        : null,
      ...practiceMark(head.orderId),
    };
  }

  async function summaries(
    orders: readonly (Read & { parts: readonly FulfilmentRecord[] })[],
  ): Promise<OrderSummary[]> {
    const [placeOf, hqSeller] = await Promise.all([places(), hqAsSeller()]);
    return orders.map(({ head, detail, parts }) => {
      const first = detail.lines[0] as OrderDetail['lines'][number];
      return {
        id: head.orderId,
        number: head.number,
        state: head.state,
        method: methodNow(head, parts),
        createdAtMs: head.createdAtMs,
        payByMs: head.payByMs,
        totalFen: head.totalFen,
        soldBy: detail.soldBy ?? hqSeller,
        storefront: { locationId: head.storefrontId, name: nameOf(head.storefrontId, placeOf) },
        firstLine: {
          title: first.title,
          skuName: first.skuName,
          imagePath: first.imagePath,
          quantity: first.quantity,
        },
        itemCount: detail.lines.reduce((sum, { quantity }) => sum + quantity, 0),
        fulfilmentState: leastFar(parts.map(({ state }) => state)),
        pickupPlace: pickupPlace(head, parts, placeOf),
        ...practiceMark(head.orderId),
      };
    });
  }

  /** What a clerk works from. Where to deliver is shown only to who has taken it, while there is something to deliver. */
  async function workItem(record: Read, fulfilment: FulfilmentRecord): Promise<WorkItem> {
    const { head, detail } = record;
    const theirs = [
      'to_pack',
      'ready',
      'dispatched',
      'disputed',
      'delivery_failed',
      'awaiting_goods',
    ].includes(fulfilment.state);
    return {
      ...fulfilmentView(record, fulfilment, await places()),
      ...practiceMark(head.orderId),
      createdAtMs: head.createdAtMs,
      note: detail.note,
      address: theirs && fulfilment.method === 'delivery' ? detail.address : null,
      shopperName: fulfilment.state === 'offered' ? '' : detail.shopperName,
      slotId: fulfilment.slotId ?? null,
      distanceMeters: fulfilment.distanceMeters,
      serviceFeeFen: fulfilment.serviceFeeFen,
      offerUntilMs: fulfilment.offerUntilMs ?? null,
      serials: theirs ? serialsWanted(detail, fulfilment) : [],
      lots: theirs
        ? fulfilment.allocations.flatMap(({ skuId, lot, quantity }) =>
            lot === undefined ? [] : [{ skuId, lot: lotOf(lot), quantity }],
          )
        : [],
    };
  }

  /** For whoever refused it: who has it now. */
  async function refusedTo({ state, locationId }: FulfilmentRecord): Promise<RefusedTo> {
    if (state === 'awaiting_shopper') return { kind: 'shopper', name: null };
    if (state === 'in_grab_pool') return { kind: 'several', name: null };
    if (state === 'with_hq') return { kind: 'hq', name: null };
    return { kind: 'place', name: nameOf(locationId, await places()) };
  }

  return { order, summaries, workItem, places, refusedTo };
}
export type OrderViews = ReturnType<typeof createOrderViews>;

export function nameOf(locationId: string, placeOf: PlaceOf): LocalizedText {
  return placeOf(locationId)?.name ?? { zh: locationId, en: locationId };
}

/** A place as everybody may see it; one that is no longer in the network by its id. */
export function placeView(locationId: string, placeOf: PlaceOf, nowMs?: number): FulfilmentView['place'] {
  const place = placeOf(locationId);
  return {
    locationId,
    name: nameOf(locationId, placeOf),
    address: place?.address ?? { zh: '', en: '' },
    latGcj02: place?.latGcj02 ?? 0,
    lngGcj02: place?.lngGcj02 ?? 0,
    phone: place?.phone ?? null,
    ...(place && nowMs === undefined
      ? { opensAtMinute: place.opensAtMinute, closesAtMinute: place.closesAtMinute }
      : {}),
    ...(place && nowMs !== undefined ? hoursToldOf(place, nowMs) : {}),
  };
}

/** Why it could not be delivered, as HQ sees it, and what became of the goods. */
export function failedDeliveryView(
  { failure }: Pick<FulfilmentRecord, 'failure'>,
  placeOf: PlaceOf,
): FailedDeliveryView | null {
  if (!failure) return null;
  const { reason, atMs, note = null, goods } = failure;
  return {
    reason,
    atMs,
    note,
    goods: goods
      ? {
          condition: goods.condition,
          locationId: goods.locationId,
          name: nameOf(goods.locationId, placeOf),
          atMs: goods.atMs,
        }
      : null,
  };
}
