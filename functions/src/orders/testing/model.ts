import type { FulfilmentState, OrderState, TenderState } from '@jindian/shared/contract/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { type Command, type Placing, underWayMs } from './commands.ts';
import { branchId, neighbourId, type ShopSku, skuIds, warehouseId } from './shop.ts';

/**
 * The rules of an order once more, as one person would tell them: no database, no events, no repeats. Whatever is to
 * happen after a command has happened when the command is over.
 */
export type ModelOrder = {
  state: OrderState;
  fulfilment: FulfilmentState;
  tender: TenderState;
  method: 'pickup' | 'delivery';
  servedBy: string;
  pieces: Map<ShopSku, number>;
  payByMs: number;
  /** What WeChat Pay has of it. */
  there: 'unpaid' | 'paid' | 'closed';
  handedOverByCode: boolean;
  closedAtMs: number | null;
  calledOffAtMs: number | null;
  refundAtMs: number | null;
};

type Level = { onHand: number; reserved: number };

/** Expected answer: a status, or the code of a refusal. Null: nothing is asked of our side. */
export type Expected = number | string | null;

const refundTakesMs = minuteMs / 2;

export function createModel(nowMs: () => number, stock: (place: string, skuId: ShopSku) => number) {
  const orders = new Map<Placing, ModelOrder>();
  const levels = new Map<string, Level>();
  for (const place of [branchId, neighbourId, warehouseId]) {
    for (const skuId of skuIds) levels.set(`${place} ${skuId}`, { onHand: stock(place, skuId), reserved: 0 });
  }
  const level = (place: string, skuId: ShopSku) => levels.get(`${place} ${skuId}`) as Level;

  function change(order: ModelOrder, onHand: -1 | 0, reserved: -1 | 1): void {
    for (const [skuId, quantity] of order.pieces) {
      level(order.servedBy, skuId).onHand += onHand * quantity;
      level(order.servedBy, skuId).reserved += reserved * quantity;
    }
  }

  function place(placing: Placing, command: Extract<Command, { kind: 'place' }>): Expected {
    const pieces = new Map<ShopSku, number>();
    for (const [skuId, quantity] of command.lines) pieces.set(skuId, (pieces.get(skuId) ?? 0) + quantity);
    const has = (where: string) =>
      [...pieces].every(([skuId, quantity]) => {
        const { onHand, reserved } = level(where, skuId);
        return onHand - reserved >= quantity;
      });
    // The grid's branch, then the nearest one, then the warehouse.
    const candidates = command.method === 'pickup' ? [branchId] : [branchId, neighbourId, warehouseId];
    const servedBy = candidates.find(has);
    if (!servedBy) return command.method === 'pickup' ? 'out_of_stock' : 'no_serving_location';
    const order: ModelOrder = {
      state: 'awaiting_payment',
      fulfilment: 'held',
      tender: 'created',
      method: command.method,
      servedBy,
      pieces,
      payByMs: nowMs() + 15 * minuteMs,
      there: 'unpaid',
      handedOverByCode: false,
      closedAtMs: null,
      calledOffAtMs: null,
      refundAtMs: null,
    };
    orders.set(placing, order);
    change(order, 0, 1);
    return 201;
  }

  /** We hear that it is paid. */
  function learn(order: ModelOrder): void {
    if (order.state === 'awaiting_payment') {
      order.state = 'paid';
      order.fulfilment = 'to_pack';
      order.tender = 'captured';
    } else if (order.tender === 'closed') {
      order.tender = 'refunding';
      order.refundAtMs = nowMs() + refundTakesMs;
    }
  }

  function cancel(order: ModelOrder): Expected {
    if (order.state === 'cancelled' || order.state === 'refunding' || order.state === 'refunded') return 200;
    if (order.state === 'awaiting_payment') {
      if (order.there === 'paid') {
        learn(order);
        return 'order_already_paid';
      }
      order.state = 'cancelled';
      order.fulfilment = 'cancelled';
      order.tender = 'closed';
      order.there = 'closed';
      order.closedAtMs = nowMs();
      change(order, 0, -1);
      return 200;
    }
    if (order.fulfilment !== 'to_pack' && order.fulfilment !== 'ready') return 'transition_refused';
    order.state = 'refunding';
    order.fulfilment = 'cancelled';
    order.tender = 'refunding';
    order.refundAtMs = nowMs() + refundTakesMs;
    change(order, 0, -1);
    return 200;
  }

  function handOver(order: ModelOrder): Expected {
    const waits = order.fulfilment === 'to_pack' || order.fulfilment === 'ready';
    if (order.method !== 'pickup' || !waits) return 'transition_refused';
    order.state = 'completed';
    order.fulfilment = 'fulfilled';
    order.handedOverByCode = true;
    change(order, -1, -1);
    return 200;
  }

  /** Taps of the branch; a tap repeated changes nothing. */
  function tap(order: ModelOrder, kind: 'pack' | 'dispatch' | 'deliver'): Expected {
    const to = { pack: 'ready', dispatch: 'dispatched', deliver: 'fulfilled' } as const;
    if (order.fulfilment === to[kind]) return 200;
    const waits = order.fulfilment === 'to_pack' || order.fulfilment === 'ready';
    if (kind === 'pack' && order.fulfilment === 'to_pack') {
      order.calledOffAtMs = order.method === 'pickup' ? nowMs() + 3 * dayMs : null;
    } else if (kind === 'dispatch' && order.method === 'delivery' && waits) {
      change(order, -1, -1);
    } else if (kind === 'deliver' && order.fulfilment === 'dispatched') {
      order.state = 'completed';
    } else {
      return 'transition_refused';
    }
    order.fulfilment = to[kind];
    return 200;
  }

  function pay(order: ModelOrder, told: boolean): void {
    if (order.there !== 'unpaid' || nowMs() >= order.payByMs) return;
    order.there = 'paid';
    if (told) learn(order);
  }

  function startPayment(order: ModelOrder): Expected {
    if (order.state === 'paid' || order.state === 'completed') return 'order_already_paid';
    if (order.state !== 'awaiting_payment') return 'transition_refused';
    return order.there === 'paid' ? 'payment_unavailable' : 200;
  }

  /** Everything whose time has come. */
  function pass(): void {
    for (const order of orders.values()) {
      if (order.state === 'awaiting_payment' && nowMs() >= order.payByMs) cancel(order);
      // However late it came and whoever was not told: WeChat Pay is asked once more.
      const askAtMs = Math.max(order.closedAtMs ?? 0, order.payByMs) + 10 * minuteMs;
      if (order.closedAtMs !== null && order.there === 'paid' && nowMs() >= askAtMs) learn(order);
      if (order.state === 'paid' && order.calledOffAtMs !== null && nowMs() >= order.calledOffAtMs)
        cancel(order);
      if (order.refundAtMs !== null && nowMs() >= order.refundAtMs && order.tender === 'refunding') {
        order.tender = 'refunded';
        if (order.state === 'refunding') order.state = 'refunded';
      }
    }
  }

  /** What the command is answered with; `placing` is the one it is about. */
  function perform(command: Command, placing: Placing | null): Expected {
    if (command.kind === 'wait') return null;
    if (command.kind === 'restock') {
      level(branchId, command.skuId).onHand += command.quantity;
      return 200;
    }
    if (!placing) return null;
    if (command.kind === 'place') return place(placing, command);
    const order = orders.get(placing) as ModelOrder;
    switch (command.kind) {
      case 'place_again':
        return 201;
      case 'start_payment':
        return startPayment(order);
      case 'sync':
        if (order.tender === 'created' && order.there === 'paid') learn(order);
        return 200;
      case 'cancel':
        return cancel(order);
      case 'pack':
      case 'dispatch':
      case 'deliver':
        return tap(order, command.kind);
      case 'hand_over':
        return handOver(order);
      case 'hand_over_again':
        if (placing.handOver === null) return null;
        return order.handedOverByCode ? 200 : 'any refusal';
      case 'pay':
        pay(order, command.told);
        return null;
      case 'retell':
        // Everything about it is told again: that it was paid, and that it was refunded.
        if (order.there === 'paid') learn(order);
        return null;
      case 'pay_late':
        if (order.there !== 'closed' || nowMs() > (order.closedAtMs ?? 0) + underWayMs) return null;
        order.there = 'paid';
        if (command.told) learn(order);
        return null;
    }
  }

  return { orders, levels, perform, pass };
}
export type Model = ReturnType<typeof createModel>;
