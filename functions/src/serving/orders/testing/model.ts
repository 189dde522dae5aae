import type { FulfilmentState, OrderState } from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { type Command, type Placing, underWayMs } from './commands.ts';
import {
  branchId,
  type MoneyState,
  neighbourId,
  type ShopSku,
  skuIds,
  warehouseId,
} from './orders-fixture.ts';

/**
 * The rules of an order once more, as one person would tell them: no database, no events, no repeats. Whatever is to
 * happen after a command has happened when the command is over.
 */
export type ModelPart = {
  servedBy: string;
  pieces: Map<ShopSku, number>;
  state: FulfilmentState;
  leftAtMs?: number;
};
export type ModelOrder = {
  state: OrderState;
  parts: ModelPart[];
  money: MoneyState;
  method: 'pickup' | 'delivery';
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
/** From this value on an order may come from several places. */
const splitFromFen = 30_000;

export function createModel(
  nowMs: () => number,
  stock: (place: string, skuId: ShopSku) => number,
  priceFen: (skuId: ShopSku) => number,
) {
  const orders = new Map<Placing, ModelOrder>();
  const levels = new Map<string, Level>();
  for (const place of [branchId, neighbourId, warehouseId]) {
    for (const skuId of skuIds) levels.set(`${place} ${skuId}`, { onHand: stock(place, skuId), reserved: 0 });
  }
  const level = (place: string, skuId: ShopSku) => levels.get(`${place} ${skuId}`) as Level;

  function change(part: ModelPart, onHand: -1 | 0, reserved: -1 | 1): void {
    for (const [skuId, quantity] of part.pieces) {
      level(part.servedBy, skuId).onHand += onHand * quantity;
      level(part.servedBy, skuId).reserved += reserved * quantity;
    }
  }

  const available = (where: string, skuId: ShopSku) => {
    const { onHand, reserved } = level(where, skuId);
    return onHand - reserved;
  };

  /** The fewest of the places, first ones first, each giving all it can before the next; null when they cannot. */
  function divided(pieces: ReadonlyMap<ShopSku, number>, candidates: readonly string[]): ModelPart[] | null {
    const subsets = Array.from({ length: 2 ** candidates.length - 1 }, (_, n) =>
      candidates.filter((_, index) => ((n + 1) >> index) % 2 === 1),
    ).sort((a, b) => a.length - b.length || compare(a, b));
    for (const places of subsets) {
      const left = new Map(pieces);
      const parts = places.map((servedBy): ModelPart => {
        const given = new Map<ShopSku, number>();
        for (const [skuId, wanted] of left) {
          const quantity = Math.min(wanted, available(servedBy, skuId));
          if (quantity > 0) given.set(skuId, quantity);
          left.set(skuId, wanted - quantity);
        }
        return { servedBy, pieces: given, state: 'held' };
      });
      const whole = [...left.values()].every((quantity) => quantity === 0);
      if (whole && parts.every((part) => part.pieces.size > 0)) return parts;
    }
    return null;

    function compare(a: readonly string[], b: readonly string[]): number {
      const [x, y] = [a, b].map((places) => places.map((place) => candidates.indexOf(place)).join());
      return x! < y! ? -1 : 1;
    }
  }

  function place(placing: Placing, command: Extract<Command, { kind: 'place' }>): Expected {
    const pieces = new Map<ShopSku, number>();
    for (const [skuId, quantity] of command.lines) pieces.set(skuId, (pieces.get(skuId) ?? 0) + quantity);
    // The grid's branch, then the nearest one, then the warehouse.
    const candidates = command.method === 'pickup' ? [branchId] : [branchId, neighbourId, warehouseId];
    const valueFen = [...pieces].reduce((sum, [skuId, quantity]) => sum + priceFen(skuId) * quantity, 0);
    const parts = divided(pieces, candidates);
    const mayServe = parts && (parts.length === 1 || valueFen >= splitFromFen);
    if (!mayServe) return command.method === 'pickup' ? 'out_of_stock' : 'no_serving_location';
    const order: ModelOrder = {
      state: 'awaiting_payment',
      parts,
      money: 'created',
      method: command.method,
      payByMs: nowMs() + 15 * minuteMs,
      there: 'unpaid',
      handedOverByCode: false,
      closedAtMs: null,
      calledOffAtMs: null,
      refundAtMs: null,
    };
    orders.set(placing, order);
    for (const part of parts) change(part, 0, 1);
    return 201;
  }

  /** We hear that it is paid. */
  function learn(order: ModelOrder): void {
    if (order.state === 'awaiting_payment') {
      order.state = 'paid';
      for (const part of order.parts) part.state = 'to_pack';
      order.money = 'captured';
    } else if (order.money === 'closed') {
      order.money = 'refunding';
      order.refundAtMs = nowMs() + refundTakesMs;
    }
  }

  function cancelParts(order: ModelOrder): void {
    for (const part of order.parts) {
      part.state = 'cancelled';
      change(part, 0, -1);
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
      order.money = 'closed';
      order.there = 'closed';
      order.closedAtMs = nowMs();
      cancelParts(order);
      return 200;
    }
    if (order.parts.some(({ state }) => state !== 'to_pack' && state !== 'ready'))
      return 'transition_refused';
    order.state = 'refunding';
    order.money = 'refunding';
    order.refundAtMs = nowMs() + refundTakesMs;
    cancelParts(order);
    return 200;
  }

  function handOver(order: ModelOrder): Expected {
    const part = order.parts[0] as ModelPart;
    const waits = part.state === 'to_pack' || part.state === 'ready';
    if (order.method !== 'pickup' || !waits) return 'transition_refused';
    order.state = 'completed';
    part.state = 'fulfilled';
    order.handedOverByCode = true;
    change(part, -1, -1);
    return 200;
  }

  /** Taps of the branch; a tap repeated changes nothing. */
  function tap(order: ModelOrder, nth: number, kind: 'pack' | 'dispatch' | 'deliver'): Expected {
    const to = { pack: 'ready', dispatch: 'dispatched', deliver: 'fulfilled' } as const;
    const part = order.parts[nth % order.parts.length] as ModelPart;
    if (part.state === to[kind]) return 200;
    const waits = part.state === 'to_pack' || part.state === 'ready';
    if (kind === 'pack' && part.state === 'to_pack') {
      order.calledOffAtMs = order.method === 'pickup' ? nowMs() + 3 * dayMs : null;
    } else if (kind === 'dispatch' && order.method === 'delivery' && waits) {
      change(part, -1, -1);
      part.leftAtMs = nowMs();
    } else if (kind !== 'deliver' || part.state !== 'dispatched') {
      return 'transition_refused';
    }
    part.state = to[kind];
    // Done when the last of them is.
    if (order.parts.every(({ state }) => state === 'fulfilled')) order.state = 'completed';
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
      // Without news it has arrived: none of these places sends by a carrier.
      for (const part of order.parts) {
        if (part.state === 'dispatched' && nowMs() >= (part.leftAtMs ?? 0) + 3 * dayMs)
          tap(order, order.parts.indexOf(part), 'deliver');
      }
      if (order.refundAtMs !== null && nowMs() >= order.refundAtMs && order.money === 'refunding') {
        order.money = 'refunded';
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
      case 'pay_elsewhere':
        return startPayment(order);
      case 'stale_tab':
        cancel(order);
        return null;
      case 'sync':
        if (order.money === 'created' && order.there === 'paid') learn(order);
        return 200;
      case 'cancel':
        return cancel(order);
      case 'pack':
      case 'dispatch':
      case 'deliver':
        return tap(order, command.part, command.kind);
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
