import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeMap } from '@jindian/embedded-dynamodb';
import type { FulfilmentState, OrderState } from '@jindian/shared/contract/serving/order';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import type { RefundRecord } from '../../../money/payments/documents.ts';
import { batchOf } from '../../../platform/event-batch.ts';
import type { Machine } from '../../../platform/state-machine.ts';
import { splitShares } from '../deals.ts';
import { type FulfilmentRecord, hasLeft } from '../fulfilment-items.ts';
import type { StateChange } from '../history.ts';
import { fulfilmentMachine, orderMachine } from '../machines.ts';
import { toOrderItem } from '../order-item.ts';
import { refundedParts } from '../pieces.ts';
import { madeIn, unpaidIn, unpaidLimit } from '../recent-orders.ts';
import { type OrderDetail, type OrderHead, waitsForPayment } from '../store.ts';
import { givenAwayFaults } from './given-away.ts';
import { moneyFaults } from './money-invariants.ts';
import { type MoneyState, moneyState, type OrdersFixture, openingPoolFen } from './orders-fixture.ts';
import { atWork, lostPieces, stockFaults } from './stock-invariants.ts';
import { arrivedRefunds, type Stored, type StoredOrder } from './stored.ts';

const maxUnpaid = unpaidLimit(standardSettings(settingsAreas.serving));

export type { Stored, StoredOrder };

/** The table as it is, read past our own code, so that what is checked is not asked to check itself. */
export async function readTable(fixture: OrdersFixture): Promise<Stored> {
  const stored: Stored = {
    orders: new Map(),
    levels: [],
    movements: [],
    due: [],
    outbox: [],
    undone: [],
    recent: [],
  };
  const parts = new Map<string, Partial<StoredOrder> & Pick<StoredOrder, 'fulfilments' | 'refunds'>>();
  const partOf = (orderId: string) => {
    const part = parts.get(orderId) ?? { fulfilments: [], refunds: [] };
    parts.set(orderId, part);
    return part;
  };
  let start: AttributeMap | undefined;
  do {
    const page = (await fixture.engine.call('Scan', {
      TableName: fixture.tableName,
      ConsistentRead: true,
      ...(start ? { ExclusiveStartKey: start } : {}),
    })) as { Items: AttributeMap[]; LastEvaluatedKey?: AttributeMap };
    for (const attributes of page.Items) {
      // Snapshots are bytes of no interest here, and most of the table.
      if (attributes.pk?.S?.startsWith('SNAPSHOT#')) continue;
      // biome-ignore lint/suspicious/noExplicitAny: items of every kind, told apart by their entity's name
      const item = unmarshall(attributes as Parameters<typeof unmarshall>[0]) as any;
      if (item.gsi4sk && String(item.gsi4pk).startsWith('DUE#')) {
        const [dueAt, kind] = String(item.gsi4sk).split('#');
        stored.due.push({ kind: kind ?? '', of: `${item.pk} ${item.sk}`, dueAtMs: Number(dueAt) });
      }
      if (item._et === 'Order') {
        const { head, first, money } = toOrderItem(item);
        const part = partOf(head.orderId);
        Object.assign(part, { head, money });
        part.fulfilments.unshift(first);
        const carried = batchOf({ eventName: 'INSERT', dynamodb: { NewImage: attributes } });
        if (carried) stored.outbox.push(carried);
      }
      if (item._et === 'OrderDetail') partOf(item.orderId).detail = item.detail;
      else if (item._et === 'Fulfilment') partOf(item.orderId).fulfilments.push(item);
      else if (item._et === 'Refund') partOf(item.orderId).refunds.push(item);
      else if (item._et === 'Level') stored.levels.push(item);
      else if (item._et === 'Movement') stored.movements.push(item);
      else if (item._et === 'RecentOrders') stored.recent.push(item);
      else if (item._et === 'Outbox') stored.outbox.push(item);
      else if (item._et === 'QueuedMessage' || item._et === 'DeadLetter') stored.undone.push(item);
    }
    start = page.LastEvaluatedKey;
  } while (start);
  for (const [orderId, part] of parts) {
    if (!part.head || !part.detail || part.fulfilments.length === 0 || !part.money) {
      throw new Error(`order ${orderId} is not whole: ${Object.keys(part).join(', ')}`);
    }
    stored.orders.set(orderId, part as StoredOrder);
  }
  return stored;
}

/** Which states of order, fulfilments and money go together; anything else is half a change. */
const together: Record<OrderState, { fulfilment: FulfilmentState[]; money: MoneyState[] }> = {
  awaiting_payment: { fulfilment: ['held'], money: ['created'] },
  closing: { fulfilment: ['held'], money: ['created'] },
  cancelled: { fulfilment: ['cancelled'], money: ['closed', 'late', 'refunding', 'refunded'] },
  paid: {
    fulfilment: [...atWork, 'dispatched', 'disputed', 'delivery_failed', 'fulfilled', 'cancelled'],
    money: ['captured', 'refunding', 'refunded'],
  },
  completed: { fulfilment: ['fulfilled', 'cancelled'], money: ['captured', 'refunding', 'refunded'] },
  refunding: { fulfilment: ['cancelled'], money: ['refunding', 'refunded'] },
  refunded: { fulfilment: ['cancelled'], money: ['refunded'] },
};

function historyFaults(machine: Machine<string, string>, state: string, history: StateChange[]): string[] {
  const faults: string[] = [];
  if (history[0]?.state !== machine.initial) faults.push(`${machine.name} begins as ${history[0]?.state}`);
  if (history.at(-1)?.state !== state)
    faults.push(`${machine.name} is ${state}, not ${history.at(-1)?.state}`);
  for (const [i, { state: to, atMs }] of history.entries()) {
    const before = history[i - 1];
    if (!before) continue;
    const allowed = Object.values(machine.transitions).some(
      (step) => step.from.includes(before.state) && step.to === to,
    );
    if (!allowed) faults.push(`${machine.name} went from ${before.state} to ${to}`);
    if (atMs < before.atMs) faults.push(`${machine.name} went back in time`);
  }
  return faults;
}

function orderFaults(
  { head, detail, fulfilments, money, refunds }: StoredOrder,
  outbox: Stored['outbox'],
): string[] {
  const fits = together[head.state];
  const machines = [
    ...historyFaults(orderMachine as Machine<string, string>, head.state, head.history),
    ...fulfilments.flatMap(({ state, history }) =>
      historyFaults(fulfilmentMachine as Machine<string, string>, state, history),
    ),
    ...partFaults(head, detail, fulfilments, outbox),
  ];
  const states = fulfilments.map(({ state }) => state);
  const paidState = moneyState({ tenders: money.tenders, payments: money.payments, refunds });
  if (!states.every((state) => fits.fulfilment.includes(state)) || !fits.money.includes(paidState)) {
    machines.push(`${head.state} with ${states.join(', ')} and ${paidState}`);
  }
  if (head.state === 'paid' && states.every((state) => state === 'fulfilled' || state === 'cancelled'))
    machines.push('all done, not it');
  const goodsFen = detail.lines.reduce((sum, line) => sum + line.unitPriceFen * line.quantity, 0);
  if (goodsFen !== detail.goodsFen || goodsFen + detail.deliveryFeeFen !== head.totalFen) {
    machines.push(`${head.totalFen} fen for goods of ${goodsFen}`);
  }
  return machines.map((fault) => `order ${head.orderId}: ${fault}`);
}

/**
 * The parts are the order, no more and no less; each holds all its pieces, or some while HQ or the shopper decides,
 * while the payment of the order is being closed, or while the event waits that has it sourced again.
 */
function partFaults(
  head: OrderHead,
  detail: OrderDetail,
  fulfilments: FulfilmentRecord[],
  outbox: Stored['outbox'],
): string[] {
  const faults: string[] = [];
  const ids = fulfilments.map(({ fulfilmentId }) => fulfilmentId).sort();
  const givenUp =
    head.state === 'paid' || head.state === 'completed'
      ? fulfilments.filter(({ state }) => state === 'cancelled').length
      : 0;
  const called = ['cancelled', 'refunding', 'refunded'].includes(head.state);
  const wanted = called ? head.partCount : ids.length - givenUp;
  if (ids.join() !== [...head.fulfilmentIds].sort().join() || head.partCount !== wanted)
    faults.push(`${head.partCount} parts (${head.fulfilmentIds.join(', ')}), in truth ${ids.join(', ')}`);
  const done = fulfilments.filter(({ state }) => state === 'fulfilled').length;
  if (head.fulfilledCount !== done) faults.push(`${head.fulfilledCount} parts counted, ${done} done`);
  const pieces = (lines: readonly { skuId: string; quantity: number }[]) => {
    const sums = new Map<string, number>();
    for (const { skuId, quantity } of lines) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
    return JSON.stringify([...sums].sort());
  };
  if (pieces(detail.lines) !== pieces(fulfilments.flatMap(({ lines }) => lines)))
    faults.push('the parts are not the order');
  for (const { fulfilmentId, state, lines, allocations } of fulfilments) {
    const whole = pieces(lines) === pieces(allocations);
    const mayLack =
      head.state === 'closing' ||
      ['with_hq', 'awaiting_goods', 'awaiting_shopper', 'cancelled'].includes(state);
    const isSourcedAgain = outbox.some(({ events }) =>
      events.some(
        ({ type, data }) => type === 'stock.reservation_lost' && data?.fulfilmentId === fulfilmentId,
      ),
    );
    if (!whole && !mayLack && !isSourcedAgain)
      faults.push(`${fulfilmentId} is ${state} and holds ${pieces(allocations)}`);
  }
  return faults;
}

/** The frozen commission, less the share of what has arrived back of each line. */
function keptCommissionFen(detail: OrderDetail, refunds: RefundRecord[]): number {
  const pieces = arrivedRefunds(refunds).flatMap((refund) => refund.pieces);
  return (detail.attribution?.byLine ?? []).reduce((sum, { lineId, baseFen, amountFen }) => {
    const backFen = pieces.reduce((fen, piece) => (piece.id === lineId ? fen + piece.amountFen : fen), 0);
    return baseFen === 0 ? sum : sum + Math.floor((amountFen * (baseFen - backFen)) / baseFen);
  }, 0);
}

/** Balances against what the orders say they must be, once every event was heard. */
async function bookFaults(fixture: OrdersFixture, { orders, movements }: Stored): Promise<string[]> {
  const meant = new Map<string, { postedFen: number; pendingFen: number }>();
  const add = (account: string, fen: number, member: 'postedFen' | 'pendingFen' = 'postedFen') => {
    const balance = meant.get(account) ?? { postedFen: 0, pendingFen: 0 };
    meant.set(account, { ...balance, [member]: balance[member] + fen });
  };
  for (const account of ['wechat-clearing', 'sales-deferred', 'sales']) add(account, 0);
  add('fund-pool', openingPoolFen);
  // What is written off stays owed for at the price between owners.
  for (const { orderId, skuId, ownerId, units, aside } of lostPieces({ orders, movements })) {
    const detail = orders.get(orderId)?.detail;
    const sellerId = detail?.soldBy?.ownerId ?? 'hq';
    if (ownerId === sellerId) continue;
    const priceFen = detail?.lines.find((line) => line.skuId === skuId)?.transferPriceFen ?? 0;
    add(sellerId === 'hq' ? 'sales' : `owner:${sellerId}`, -priceFen * (units - aside));
    add(ownerId === 'hq' ? 'hq-stock' : `owner:${ownerId}`, priceFen * (units - aside));
  }
  for (const { head, detail, fulfilments, money, refunds } of orders.values()) {
    // Of what a dealer sells, the money is with his merchant; what he owes for it stands on his account.
    const { soldBy } = detail;
    const margin = soldBy ? `owner:${soldBy.ownerId}` : 'sales';
    for (const part of fulfilments) {
      const ownerId = (await fixture.system.network.location(part.locationId))?.ownerId ?? 'hq';
      const owner = ownerId === 'hq' ? 'sales' : `owner:${ownerId}`;
      if (part.state === 'fulfilled' && part.serviceFeeFen > 0) {
        add('fund-pool', -part.serviceFeeFen);
        add(owner, part.serviceFeeFen);
      }
      if (!hasLeft(part)) continue;
      const divided = new Map<string, number>();
      for (const { lineId, goodsOwnerId, quantity } of part.dealt ?? []) {
        const key = `${detail.lines.find(({ id }) => id === lineId)?.skuId} ${goodsOwnerId}`;
        divided.set(key, (divided.get(key) ?? 0) + quantity);
      }
      for (const allocation of part.allocations) {
        if (allocation.ownerId === (detail.soldBy?.ownerId ?? 'hq')) continue;
        const line = detail.lines.find(({ skuId }) => skuId === allocation.skuId);
        const key = `${allocation.skuId} ${allocation.ownerId}`;
        const byContract = Math.min(allocation.quantity, divided.get(key) ?? 0);
        divided.set(key, (divided.get(key) ?? 0) - byContract);
        const owedFen = (line?.transferPriceFen ?? 0) * (allocation.quantity - byContract);
        add(margin, -owedFen);
        add(allocation.ownerId === 'hq' ? 'hq-stock' : `owner:${allocation.ownerId}`, owedFen);
      }
    }
    if (head.state === 'completed') {
      const back = new Map<string, number>();
      for (const { id, amountFen } of arrivedRefunds(refunds).flatMap((refund) => refund.pieces))
        back.set(id, (back.get(id) ?? 0) + amountFen);
      for (const share of splitShares({ detail, fulfilments }, back)) {
        const ofDealer = `owner:${share.ownerId}`;
        const ofHqGoods = soldBy !== undefined && share.goodsOwnerId === 'hq';
        add(ofDealer, soldBy ? -share.amountFen : share.amountFen);
        // HQ's stock is an account of the other side.
        if (ofHqGoods) add('hq-stock', -share.amountFen);
        else add('sales', soldBy ? share.amountFen : -share.amountFen);
      }
    }
    const commission = detail.attribution;
    if (commission) add(`commission:${commission.sellerId}`, 0);
    if (money.tenders.some(({ state }) => state !== 'captured')) continue;
    const completed = head.state === 'completed';
    const keptFen = head.totalFen - head.refundedFen;
    if (!soldBy) {
      const byHandFen = refunds
        .filter(({ cause, finishedAtMs }) => cause !== 'late_money' && finishedAtMs !== undefined)
        .flatMap(({ backs }) => backs)
        .reduce((sum, { state, amountFen }) => (state === 'settled' ? sum + amountFen : sum), 0);
      add('paid-by-hand', byHandFen);
      add('wechat-clearing', keptFen + byHandFen);
      add(completed ? 'sales' : 'sales-deferred', keptFen);
    }
    if (!commission || head.state === 'refunded') continue;
    const commissionFen = keptCommissionFen(detail, refunds);
    const settleAtMs = (head.history.at(-1)?.atMs ?? 0) + 7 * 86_400_000;
    const settled = completed && settleAtMs <= fixture.clock.ms;
    add(`commission:${commission.sellerId}`, commissionFen, settled ? 'postedFen' : 'pendingFen');
    add('fund-pool', -commissionFen, settled ? 'postedFen' : 'pendingFen');
    if (completed) {
      add(margin, -commissionFen);
      add('fund-pool', commissionFen);
    }
  }
  const faults: string[] = [];
  for (const [account, { postedFen, pendingFen }] of meant) {
    const is = await fixture.system.ledger.balanceOf(account);
    const isPendingFen = is.pendingInFen - is.pendingOutFen;
    if (is.postedFen !== postedFen || isPendingFen !== pendingFen) {
      faults.push(
        `${account}: ${is.postedFen} (pending ${isPendingFen}); should be ${postedFen} (${pendingFen})`,
      );
    }
  }
  return faults;
}

/** What must hold at every moment at which no command is half way. Empty when all is well. */
export async function faultsNow(fixture: OrdersFixture, atRest = false): Promise<string[]> {
  const stored = await readTable(fixture);
  const faults = [
    ...[...stored.orders.values()].flatMap((order) => orderFaults(order, stored.outbox)),
    ...stockFaults(stored),
    ...moneyFaults(fixture, stored, atRest),
    ...[...stored.orders.values()].flatMap(givenAwayFaults),
    ...unpaidFaults(stored),
  ];
  for (const place of fixture.stockedIds) {
    for (const found of await fixture.system.inventory.audit(place)) {
      faults.push(`${place}: ${JSON.stringify(found)}`);
    }
  }
  const books = await fixture.system.ledger.verifyLedger();
  if (books.imbalanceFen !== 0) faults.push(`the books are ${books.imbalanceFen} fen out of balance`);
  faults.push(...books.faults.map((fault) => `ledger: ${JSON.stringify(fault)}`));
  if (atRest) faults.push(...(await restFaults(fixture, stored)), ...(await bookFaults(fixture, stored)));
  return faults;
}

/** What shoppers hold without having paid is counted, and no more than they may; each order is its command's, once. */
function unpaidFaults({ orders, recent }: Stored): string[] {
  const faults: string[] = [];
  const commandsOf = new Map(recent.map((one) => [one.memberId, [...madeIn(one).values()]]));
  for (const { memberId, count, weight } of recent) {
    const is = unpaidIn(commandsOf.get(memberId) ?? []);
    if (is.count !== count || is.weight !== weight)
      faults.push(`${memberId} has ${is.count} orders of ${is.weight}, counted ${count} of ${weight}`);
  }
  const held = new Map<string, { count: number; weight: number }>();
  for (const { head, detail } of orders.values()) {
    const { memberId, orderId } = head;
    const told = (commandsOf.get(memberId) ?? [])
      .flatMap((made) => made.orders)
      .filter((one) => one.orderId === orderId);
    if (told.length > 1) faults.push(`${orderId} was placed by ${told.length} commands`);
    if (!waitsForPayment(head)) continue;
    const pieces = detail.lines.reduce((sum, { quantity }) => sum + quantity, 0);
    if (told[0]?.pieces !== pieces) faults.push(`${orderId} of ${memberId} is not counted as unpaid`);
    const { count, weight } = held.get(memberId) ?? { count: 0, weight: 0 };
    held.set(memberId, { count: count + 1, weight: weight + pieces });
  }
  for (const [memberId, { count, weight }] of held) {
    if (count > maxUnpaid.count || weight > maxUnpaid.weight)
      faults.push(`${memberId} holds ${count} orders of ${weight} unpaid`);
  }
  return faults;
}

/** What must be over some time after the last trouble: nothing hangs between two states. */
async function restFaults(fixture: OrdersFixture, { orders, due, undone }: Stored): Promise<string[]> {
  const faults: string[] = [];
  for (const { head, money, refunds } of orders.values()) {
    const unpaid = head.state === 'awaiting_payment' && head.payByMs < fixture.clock.ms;
    if (unpaid || head.state === 'closing' || head.state === 'refunding') {
      faults.push(`order ${head.orderId} is still ${head.state}`);
    }
    const state = moneyState({ tenders: money.tenders, payments: money.payments, refunds });
    if (state === 'late' || state === 'refunding')
      faults.push(`the money of ${head.orderId} is still ${state}`);
  }
  for (const order of orders.values()) {
    const ended = order.head.state === 'paid' ? refundedParts(order) : [];
    faults.push(...ended.map((part) => `${part.fulfilmentId} was refunded and is still ${part.state}`));
  }
  for (const { kind, of, dueAtMs } of due) {
    if (dueAtMs <= fixture.clock.ms)
      faults.push(`${kind} of ${of} was due ${fixture.clock.ms - dueAtMs} ms ago`);
  }
  for (const { _et, message } of undone) faults.push(`${message.id} is still a ${_et}`);
  if (!(await fixture.eventsAreHandled())) faults.push('events were never handled');
  return faults;
}
