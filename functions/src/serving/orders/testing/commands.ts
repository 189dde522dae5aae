import type {
  FulfilmentMethod,
  OrderView,
  PickupCode,
  PlacedOrder,
} from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { runsFactor, seed } from '../../../platform/testing/depth.ts';
import {
  type Answer,
  branchId,
  type OrdersFixture,
  type Person,
  payByOf,
  paymentNumber,
  type ShopSku,
  skuIds,
} from './orders-fixture.ts';

/** What people and WeChat Pay do. `order` is the n-th placing command of the run, counted round. */
export type Command =
  | { kind: 'place'; shopper: number; method: FulfilmentMethod; lines: [ShopSku, number][] }
  | {
      kind: 'place_again' | 'start_payment' | 'pay_elsewhere' | 'stale_tab' | 'retell' | 'sync' | 'cancel';
      order: number;
    }
  | { kind: 'hand_over' | 'hand_over_again'; order: number }
  | { kind: 'pack' | 'dispatch' | 'deliver'; order: number; part: number }
  | { kind: 'pay' | 'pay_late'; order: number; told: boolean }
  | { kind: 'restock'; skuId: ShopSku; quantity: number }
  | { kind: 'wait'; forMs: number };

/** How long after the close a payment may still come about. */
export const underWayMs = 5 * minuteMs;

const order = fc.nat(5);
export const placeArbitrary: fc.Arbitrary<Command> = fc.record({
  kind: fc.constant('place' as const),
  shopper: fc.nat(2),
  method: fc.constantFrom('pickup' as const, 'pickup' as const, 'delivery' as const),
  lines: fc.array(fc.tuple(fc.constantFrom(...skuIds), fc.integer({ min: 1, max: 3 })), {
    minLength: 1,
    maxLength: 3,
  }),
});
const onOrder = (...kinds: Exclude<Command, { told: boolean } | { part: number }>['kind'][]) =>
  fc.record({ kind: fc.constantFrom(...kinds), order }) as fc.Arbitrary<Command>;

export const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: placeArbitrary },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      order,
      told: fc.integer({ min: 0, max: 2 }).map((n) => n > 0),
    }),
  },
  {
    weight: 2,
    arbitrary: onOrder('place_again', 'start_payment', 'pay_elsewhere', 'stale_tab', 'retell', 'sync'),
  },
  { weight: 3, arbitrary: onOrder('cancel') },
  { weight: 2, arbitrary: onOrder('hand_over') },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('pack' as const, 'dispatch' as const, 'deliver' as const),
      order,
      part: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: onOrder('hand_over_again') },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('pay_late' as const), order, told: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('restock' as const),
      skuId: fc.constantFrom(...skuIds),
      quantity: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      forMs: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(minuteMs, 5 * minuteMs, 16 * minuteMs, 61 * minuteMs) },
        { weight: 1, arbitrary: fc.constant(4 * dayMs) },
      ),
    }),
  },
);

/** One placing command as its shopper gave it, and the order that came of it. */
export type Placing = {
  shopper: Person;
  key: string;
  body: object;
  /** Null until an answer has told it. */
  order: OrderView | null;
  /** The hand-over as the clerk sent it, to be sent again. */
  handOver: { code: string; key: string } | null;
};

/** Plays commands against the shop. Answers are those of the API; null where there was nothing to do. */
export function createPlay(fixture: OrdersFixture, shoppers: readonly Person[]) {
  const placings: Placing[] = [];

  function placingOf(n: number): Placing | null {
    const some = placings.filter((placing) => placing.order !== null);
    return some[n % Math.max(1, some.length)] ?? null;
  }

  async function sendPlacing(placing: Placing): Promise<Answer<PlacedOrder>> {
    const { shopper, body, key } = placing;
    const answer = await fixture.invoke<PlacedOrder>(shopper, 'placeOrder', { body }, key);
    if (answer.status === 201) {
      if (placing.order && placing.order.id !== answer.body.order.id) {
        throw new Error(`${key} placed ${placing.order.id} and ${answer.body.order.id}`);
      }
      placing.order = answer.body.order;
    }
    return answer;
  }

  async function handOver(placing: Placing): Promise<Answer | null> {
    const params = { orderId: placing.order!.id };
    const shown = await fixture.invoke<PickupCode>(placing.shopper, 'getPickupCode', { params });
    if (shown.status !== 200) return shown;
    placing.handOver = { code: shown.body.code, key: fixture.newKey() };
    return confirm(placing.handOver);
  }

  function confirm({ code, key }: { code: string; key: string }): Promise<Answer> {
    return fixture.invoke(
      fixture.staff.clerk,
      'confirmHandOver',
      { params: { locationId: branchId }, body: { code } },
      key,
    );
  }

  /** `told: false`: WeChat Pay's notification of it is lost. */
  async function withNotifications(told: boolean, act: () => Promise<unknown>): Promise<void> {
    if (!told) fixture.pay.control.notifications({ mode: 'drop' });
    try {
      await act();
    } finally {
      if (!told) fixture.pay.control.notifications({ mode: 'normal' });
    }
  }

  async function perform(command: Command): Promise<Answer | null> {
    if (command.kind === 'place') {
      const shopper = shoppers[command.shopper] as Person;
      const body = { ...fixture.orderBody(command.method, command.lines), ...payByOf(shopper) };
      const placing = { shopper, key: fixture.newKey(), body, order: null, handOver: null };
      placings.push(placing);
      return sendPlacing(placing);
    }
    if (command.kind === 'restock') {
      const body = {
        kind: 'receive',
        reason: 'delivered',
        lines: [{ skuId: command.skuId, delta: command.quantity }],
      };
      return fixture.invoke(fixture.staff.manager, 'moveStock', { params: { locationId: branchId }, body });
    }
    if (command.kind === 'wait') {
      fixture.clock.advance(command.forMs);
      return null;
    }
    const placing = placingOf(command.order);
    if (!placing?.order) return null;
    const { shopper } = placing;
    const params = { orderId: placing.order.id };
    const parts = placing.order.fulfilments;
    const part = 'part' in command ? parts[command.part % parts.length] : parts[0];
    const step = { orderId: placing.order.id, fulfilmentId: part!.id };
    const payment = fixture.lastNumber(placing.order.id, paymentNumber(placing.order));
    switch (command.kind) {
      case 'place_again':
        return sendPlacing(placing);
      case 'start_payment':
        return fixture.invoke(shopper, 'startPayment', { params, query: payByOf(shopper) });
      case 'pay_elsewhere':
        // On another phone, in a browser.
        return fixture.invoke(
          shopper,
          'startPayment',
          { params, query: { payBy: 'h5' } },
          undefined,
          '198.51.100.9',
        );
      case 'stale_tab':
        await payInStaleTab(placing.order.id, shopper);
        return null;
      case 'sync':
        return fixture.invoke(shopper, 'syncPayment', { params });
      case 'cancel':
        return fixture.invoke(shopper, 'cancelOrder', { params });
      case 'pack':
        return fixture.invoke(fixture.staff.hq, 'packFulfilment', { params: step });
      case 'dispatch':
        return fixture.invoke(fixture.staff.hq, 'dispatchFulfilment', { params: step });
      case 'deliver':
        return fixture.invoke(fixture.staff.hq, 'deliverFulfilment', { params: step });
      case 'hand_over':
        return handOver(placing);
      case 'hand_over_again':
        return placing.handOver ? confirm(placing.handOver) : null;
      case 'retell':
        await fixture.pay.control.resend(payment);
        return null;
      case 'pay':
        await withNotifications(command.told, () => fixture.payInWallet(payment));
        return null;
      case 'pay_late':
        if (stillUnderWay(payment))
          await withNotifications(command.told, () => fixture.pay.control.payLate(payment));
        return null;
    }
  }

  /** A tab that shows the order as it was, in which it is to be paid after it was called off in another. */
  async function payInStaleTab(orderId: string, shopper: Person): Promise<void> {
    const { store, payment } = fixture.system.orders;
    /** Null where the database does not answer. */
    const look = () => store.read(orderId).catch(() => null);
    const read = await look();
    await fixture.invoke(shopper, 'cancelOrder', { params: { orderId } });
    const before = await look();
    if (!read || !before || before.head.state === 'awaiting_payment') return;
    const had = before.money.payments.length;
    const from = { memberId: shopper.memberId, by: 'h5' as const, address: '198.51.100.10' };
    await payment.startPayment(read, from).catch(() => null);
    const has = (await look())?.money.payments.length ?? had;
    if (has > had) throw new Error(`a payment of ${orderId} was begun in ${before.head.state}`);
  }

  /** A payment that was under way when its order was closed ends within minutes. */
  function stillUnderWay(payment: string): boolean {
    const there = fixture.pay.control.order(payment);
    return there?.state === 'CLOSED' && fixture.clock.ms <= (there.closedAtMs ?? 0) + underWayMs;
  }

  return { placings, placingOf, perform, sendPlacing, confirm };
}
export type Play = ReturnType<typeof createPlay>;

export const propertyTimeoutMs = 120_000 * Math.max(1, runsFactor);

/**
 * How often a property is tried. `JINDIAN_PROPERTY_RUNS=20` tries it twenty times as often, `JINDIAN_PROPERTY_SEED=7`
 * the same cases again, `JINDIAN_PROPERTY_SHRINK=1` looks for the smallest case that fails, which takes long.
 */
export function propertyRuns(usual: number): fc.Parameters<unknown> {
  return {
    numRuns: Math.ceil(usual * runsFactor),
    seed,
    endOnFailure: process.env.JINDIAN_PROPERTY_SHRINK === undefined,
  };
}
