import { inWechat, type OrderView, type PlacedOrder } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CheckoutFixture,
  dealerId,
  dealerMchid,
  startCheckoutFixture,
} from './testing/checkout-fixture.ts';
import { faultsNow } from './testing/invariants.ts';
import type { OrdersFixture, Person } from './testing/orders-fixture.ts';
import { paymentNumber } from './testing/orders-fixture.ts';
import { standardTiming } from './timing.ts';

const { payWithinMs } = standardTiming;

/** Goods of two sellers in one cart: two orders, one payment, and afterwards two lives. */
let checkouts: CheckoutFixture;
let fixture: OrdersFixture;
let lin: Person;

beforeAll(async () => {
  checkouts = await startCheckoutFixture(400);
  ({ fixture } = checkouts);
  lin = await fixture.enrol();
});
afterAll(() => fixture.close());

const ordersOf = ({ checkout }: PlacedOrder) => (checkout?.orders ?? []) as [OrderView, OrderView];
const states = (orders: readonly OrderView[]) => orders.map(({ state }) => state);
const act = (person: Person, id: 'cancelOrder' | 'syncPayment' | 'startPayment', orderId: string) =>
  fixture.invoke<OrderView>(person, id, { params: { orderId } });

describe('placing', () => {
  test('makes an order for each seller, with its own number, payment and merchant, and one fee', async () => {
    const answer = await checkouts.placeAt(
      lin,
      [
        ['P004-01', 1],
        ['P036-01', 2],
      ],
      { key: 'two-sellers' },
    );
    expect(answer.status).toBe(201);
    const { order, checkout, payment } = answer.body;
    expect(payment).not.toBeNull();
    expect(checkout?.orders.map(({ soldBy }) => soldBy)).toEqual([
      { ownerId: 'hq', legalName: '近店' },
      { ownerId: dealerId, legalName: '某某商贸有限公司' },
    ]);
    expect(order.id).toBe(checkout?.orders[0]?.id);
    expect(new Set(checkout?.orders.map(({ number }) => number)).size).toBe(2);
    expect(checkout?.orders.map(({ totalFen }) => totalFen)).toEqual([
      2 * fixture.priceFen('P036-01'),
      fixture.priceFen('P004-01'),
    ]);
    for (const one of checkout?.orders ?? []) {
      expect(one.checkout?.map(({ id }) => id)).toEqual(checkout?.orders.map(({ id }) => id));
      const stored = await fixture.system.orders.store.read(one.id);
      expect(stored?.money.payments.map(({ merchant }) => merchant)).toEqual([
        one.soldBy.ownerId === 'hq' ? fixture.pay.merchant.mchid : dealerMchid,
      ]);
    }
    // The same command again is the same checkout.
    const again = await checkouts.placeAt(
      lin,
      [
        ['P004-01', 1],
        ['P036-01', 2],
      ],
      { key: 'two-sellers' },
    );
    expect([again.body.checkout?.id, inWechat(again.body.payment)?.package]).toEqual([
      checkout?.id,
      inWechat(payment)?.package,
    ]);
    expect((await act(lin, 'cancelOrder', order.id)).body.state).toBe('cancelled');
  });

  test('freezes the terms of each line, and divides one whose pieces are of two owners', async () => {
    const { body } = await checkouts.placeAt(lin, [
      ['P004-01', 2],
      ['P013-01', 4],
    ]);
    const details = await Promise.all(
      (body.checkout?.orders ?? []).map(
        async ({ id }) => (await fixture.system.orders.store.read(id))?.detail,
      ),
    );
    expect(details.map((detail) => detail?.lines.map(({ deals }) => deals))).toEqual([
      [
        [
          {
            goodsOwnerId: 'hq',
            quantity: 1,
            ownerId: dealerId,
            saleCase: 'hq_goods_own_shop',
            ownerBasisPoints: 1_000,
          },
        ],
      ],
      [
        [
          {
            goodsOwnerId: dealerId,
            quantity: 2,
            ownerId: dealerId,
            saleCase: 'own_goods_own_customer',
            ownerBasisPoints: 9_000,
          },
        ],
        // Three pieces of his are there, the fourth is HQ's.
        [
          {
            goodsOwnerId: dealerId,
            quantity: 3,
            ownerId: dealerId,
            saleCase: 'own_goods_own_customer',
            ownerBasisPoints: 9_000,
          },
        ],
      ],
    ]);
    await act(lin, 'cancelOrder', body.order.id);
  });

  test('is told beforehand by the quote, with the fee on the first', async () => {
    const lines = [
      ['P004-01', 1],
      ['P036-01', 1],
    ] as const;
    const quote = await fixture.invoke<{ sellers: { soldBy: { ownerId: string }; totalFen: number }[] }>(
      lin,
      'quoteOrder',
      { body: fixture.orderBody('pickup', lines) },
    );
    expect(quote.body.sellers.map(({ soldBy, totalFen }) => [soldBy.ownerId, totalFen])).toEqual([
      ['hq', fixture.priceFen('P036-01')],
      [dealerId, fixture.priceFen('P004-01')],
    ]);
  });

  test('is as ever with one seller, who may be the dealer alone', async () => {
    const { body } = await checkouts.placeAt(lin, [['P004-01', 1]]);
    expect([body.checkout, body.order.checkout, body.order.soldBy.ownerId]).toEqual([null, null, dealerId]);
    expect(await checkouts.payFor(lin, body.order.id)).toBe(true);
    await fixture.pay.control.tick();
    await fixture.settle();
    expect((await fixture.look(lin, body.order.id)).state).toBe('paid');
    // The money is his: HQ's books know nothing of it.
    const kinds = (await fixture.system.ledger.postingsOfOrder(body.order.id)).map(({ kind }) => kind);
    expect(kinds).not.toContain('order.captured');
    await act(lin, 'cancelOrder', body.order.id);
    await fixture.recover(2);
    expect((await fixture.look(lin, body.order.id)).state).toBe('refunded');
  });
});

describe('one payment', () => {
  test('pays both orders; a part refund of one goes back by its own merchant, the other lives on', async () => {
    const placed = await checkouts.placedTogether(lin);
    const [ofHq, ofDealer] = ordersOf(placed);
    expect(await checkouts.payFor(lin, ofDealer.id)).toBe(true);
    await fixture.pay.control.tick();
    await fixture.settle();
    expect(states(await checkouts.look(lin, placed))).toEqual(['paid', 'paid']);
    const refund = await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', {
      params: { orderId: ofDealer.id },
      body: { lines: [{ lineId: '1', quantity: 0, extraFen: 100 }], reason: 'scratched' },
    });
    expect([refund.status, refund.code]).toEqual([200, null]);
    await fixture.recover(2);
    const refunds = fixture.pay.control
      .refunds()
      .filter(({ outTradeNo }) => outTradeNo.startsWith(ofDealer.id));
    expect(refunds.map(({ party, refundFen, status }) => [party.mchid, refundFen, status])).toEqual([
      [dealerMchid, 100, 'SUCCESS'],
    ]);
    expect((await fixture.look(lin, ofDealer.id)).refundedFen).toBe(100);
    expect((await act(lin, 'cancelOrder', ofHq.id)).body.state).toBe('refunding');
    await fixture.recover(2);
    expect(states(await checkouts.look(lin, placed))).toEqual(['refunded', 'paid']);
    expect(await faultsNow(fixture, true)).toEqual([]);
  });

  test('is found by asking for all of it when no notification told, whichever order is asked about', async () => {
    const placed = await checkouts.placedTogether(lin);
    const [, second] = ordersOf(placed);
    fixture.pay.control.notifications({ mode: 'drop' });
    expect(await checkouts.payFor(lin, second.id)).toBe(true);
    await fixture.pay.control.tick();
    expect((await act(lin, 'syncPayment', second.id)).body.state).toBe('paid');
    expect(states(await checkouts.look(lin, placed))).toEqual(['paid', 'paid']);
    await fixture.recover(1);
  });

  test('of the last moment keeps the goods of all: whoever calls off finds it paid', async () => {
    const placed = await checkouts.placedTogether(lin);
    const [first, second] = ordersOf(placed);
    fixture.pay.control.notifications({ mode: 'drop' });
    expect(await checkouts.payFor(lin, first.id)).toBe(true);
    expect((await act(lin, 'cancelOrder', second.id)).code).toBe('order_already_paid');
    expect(states(await checkouts.look(lin, placed))).toEqual(['paid', 'paid']);
    await fixture.recover(1);
  });

  test('that half was heard of is heard of whole: the timer asks for the rest', async () => {
    const placed = await checkouts.placedTogether(lin);
    const [first, second] = ordersOf(placed);
    fixture.pay.control.notifications({ mode: 'drop' });
    expect(await checkouts.payFor(lin, first.id)).toBe(true);
    const there = fixture.pay.control.order(paymentNumber(first));
    const told = await fixture.system.orders.payment.recordPaid({
      kind: 'paid',
      number: paymentNumber(first),
      merchantId: fixture.pay.merchant.mchid,
      amountFen: first.totalFen,
      transactionId: there?.transactionId ?? '',
      paidAtMs: fixture.clock.ms,
    });
    expect(told.ok).toBe(true);
    expect(states(await checkouts.look(lin, placed))).toEqual(['paid', 'awaiting_payment']);
    fixture.clock.advance(payWithinMs + minuteMs);
    await fixture.settle();
    expect((await fixture.look(lin, second.id)).state).toBe('paid');
    await fixture.recover(1);
  });
});

test('unpaid, the whole is called off: by either order or by the time, and nothing is released before the close', async () => {
  for (const which of [0, 1, 'time'] as const) {
    const placed = await checkouts.placedTogether(lin);
    if (which === 'time') {
      fixture.pay.control.failNext('closeCombinedOrder', '500', 5);
      fixture.clock.advance(payWithinMs + minuteMs);
      await fixture.settle();
      expect(states(await checkouts.look(lin, placed))).toEqual(['closing', 'closing']);
      await fixture.recover(1);
    } else {
      const asked = placed.checkout?.orders[which]?.id as string;
      expect((await act(lin, 'cancelOrder', asked)).body.state).toBe('cancelled');
    }
    expect(states(await checkouts.look(lin, placed))).toEqual(['cancelled', 'cancelled']);
    expect(await faultsNow(fixture)).toEqual([]);
  }
});

test('called off and paid all the same: the money of each goes back by its merchant', async () => {
  const placed = await checkouts.placedTogether(lin);
  const [first] = ordersOf(placed);
  await act(lin, 'cancelOrder', first.id);
  fixture.pay.control.notifications({ mode: 'drop' });
  await fixture.pay.control.payLate(paymentNumber(first));
  await fixture.recover();
  const ids = (placed.checkout?.orders ?? []).map(({ id }) => id);
  const back = fixture.pay.control
    .refunds()
    .filter(({ outTradeNo }) => ids.includes(outTradeNo.slice(0, 26)));
  expect(back.map(({ party, status }) => [party.mchid, status]).sort()).toEqual(
    [
      [fixture.pay.merchant.mchid, 'SUCCESS'],
      [dealerMchid, 'SUCCESS'],
    ].sort(),
  );
  expect(await faultsNow(fixture, true)).toEqual([]);
});

describe('whatever happens at once', () => {
  const acts = fc.constantFrom('cancel first', 'cancel second', 'pay', 'sync', 'notify', 'time', 'pay late');

  test('both orders are paid, or both are not; no money and no piece is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(acts, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('normal' as const, 'drop' as const, 'duplicate' as const, 'reorder' as const),
        async (rounds, mode) => {
          const person = await fixture.enrol();
          const placed = await checkouts.placedTogether(person);
          const [first, second] = ordersOf(placed);
          fixture.pay.control.notifications({ mode });
          const deeds: Record<string, () => Promise<unknown>> = {
            'cancel first': () => act(person, 'cancelOrder', first.id),
            'cancel second': () => act(person, 'cancelOrder', second.id),
            pay: () => checkouts.payFor(person, second.id),
            sync: () => act(person, 'syncPayment', first.id),
            notify: () => fixture.pay.control.tick(),
            time: async () => {
              fixture.clock.advance(payWithinMs + minuteMs);
              await fixture.settle();
            },
            'pay late': async () => {
              if (fixture.pay.control.order(paymentNumber(first))?.state === 'CLOSED')
                await fixture.pay.control.payLate(paymentNumber(first));
            },
          };
          const everPaid = new Set<string>();
          for (const round of rounds) {
            await Promise.all(round.map((name) => deeds[name]?.()));
            expect(await faultsNow(fixture)).toEqual([]);
          }
          await fixture.recover(4);
          for (const order of await checkouts.look(person, placed))
            for (const { state } of order.history) if (state === 'paid') everPaid.add(order.id);
          expect([0, 2]).toContain(everPaid.size);
          for (const state of states(await checkouts.look(person, placed)))
            expect(everPaid.size === 2 ? ['paid', 'refunded'] : ['cancelled']).toContain(state);
          expect(await faultsNow(fixture, true)).toEqual([]);
        },
      ),
      { numRuns: 5 },
    );
  });
});

// Last: what the simulator holds of these payments is not what it tells of them.
test.each<[string, (parts: Told) => void, string[]]>([
  ['another currency in one part', ([, part]) => (part.amount.currency = 'USD'), ['paid', 'cancelled']],
  ['another merchant in one part', ([, part]) => (part.mchid = '1900000999'), ['paid', 'cancelled']],
  ['less in one part', ([part]) => (part.amount.total_amount -= 1), ['cancelled', 'paid']],
  [
    'more and another currency',
    ([one, other]) => {
      one.amount.total_amount += 1;
      other.amount.currency = 'USD';
    },
    ['cancelled', 'cancelled'],
  ],
])(
  'a query tells of %s: what is right is paid, what is not lies at HQ, and nothing stays closing',
  async (_, change, ends) => {
    const placed = await checkouts.placedTogether(lin);
    const [first] = ordersOf(placed);
    fixture.pay.control.notifications({ mode: 'drop' });
    expect(await checkouts.payFor(lin, first.id)).toBe(true);
    const { appid, mchid } = fixture.pay.merchant;
    const parts = ordersOf(placed).map((order, index) => ({
      mchid: index === 0 ? mchid : dealerMchid,
      out_trade_no: paymentNumber(order),
      trade_state: 'SUCCESS',
      transaction_id: `4200${order.id}`,
      success_time: '2026-05-20T10:00:00+08:00',
      amount: { total_amount: order.totalFen, currency: 'CNY' },
    })) as unknown as Told;
    change(parts);
    const answer = {
      combine_appid: appid,
      combine_mchid: mchid,
      combine_out_trade_no: `${first.id}C1`,
      combine_payer_info: { openid: lin.openid },
      sub_orders: parts,
    };
    fixture.pay.control.failNext('queryCombinedOrder', { answer }, 20);
    fixture.clock.advance(payWithinMs + minuteMs);
    await fixture.settle();
    expect(states(await checkouts.look(lin, placed))).toEqual(ends);
    const wrong = ordersOf(placed).filter((_order, index) => ends[index] === 'cancelled');
    const desk = await fixture.system.differences.list({ state: 'open', limit: 50 });
    const there = desk.ok ? desk.value.items.map(({ outTradeNo }) => outTradeNo) : [];
    for (const order of wrong) expect(there).toContain(paymentNumber(order));
    fixture.pay.control.clearFaults();
    fixture.pay.control.notifications({ mode: 'normal' });
  },
);
type ToldPart = { mchid: string; amount: { total_amount: number; currency: string } };
type Told = [ToldPart, ToldPart];
