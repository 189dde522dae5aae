import type { Promotion, PromotionDoes } from '@jindian/shared/contract/selling/promotions';
import type { OrderView, PlacedOrder, Quote } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standardPromotions } from '../../selling/promotions/policy.ts';
import { made } from '../../selling/promotions/testing/made.ts';
import { type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';

let shop: OrdersFixture;
beforeAll(async () => {
  shop = await startOrdersFixture({ stock: { 'P004-01': 400, 'P013-01': 400, 'P036-01': 0 } });
});
afterAll(() => shop.close());

async function publish(...promotions: Promotion[]): Promise<void> {
  const { promotionsPolicy } = shop.system;
  const { revision } = await promotionsPolicy.view();
  const content = { ...standardPromotions, promotions };
  const by = shop.staff.hq.memberId;
  const done = await promotionsPolicy.publishContent(content, { revision, by, note: 'test', command: null });
  if (!done.ok) throw new Error(JSON.stringify(done));
  await promotionsPolicy.refresh();
}

const off = (fen: number): PromotionDoes => ({ kind: 'amount', offFen: fen });
const inLane = (laneId: string, id: string, does: PromotionDoes, more: Partial<Promotion> = {}) =>
  made(id, does, { laneId, ...more });
const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);

async function quote(person: Person, body: object): Promise<Quote> {
  const answer = await shop.invoke<Quote>(person, 'quoteOrder', { body });
  expect(answer.code).toBeNull();
  return answer.body;
}
const place = (person: Person, body: object) => shop.invoke<PlacedOrder>(person, 'placeOrder', { body });

describe('an order with promotions', () => {
  test('costs what the quote said, with every fen of what is off on its lines, and says by what', async () => {
    const fen = shop.priceFen('P004-01');
    await publish(
      inLane('price', 'tenth', { kind: 'percent', offBasisPoints: 1_000 }),
      inLane(
        'reduction',
        'less',
        {
          kind: 'full_reduction',
          measure: 'pieces',
          steps: [{ from: 2, offFen: 500, offBasisPoints: null }],
          repeats: false,
        },
        { borneBy: { brand: 50, branch: 50, owner: 0 } },
      ),
    );
    const anna = await shop.enrol();
    const body = shop.orderBody('pickup', [['P004-01', 2]]);
    const quoted = await quote(anna, body);
    const tenth = fen - Math.floor((fen * 9_000 + 5_000) / 10_000);
    expect(quoted).toMatchObject({ goodsFen: fen * 2 - tenth * 2 - 500, discountFen: tenth * 2 + 500 });
    expect(quoted.promotions?.map(({ id, amountFen }) => [id, amountFen])).toEqual([
      ['tenth', tenth * 2],
      ['less', 500],
    ]);
    const placed = await place(anna, { ...body, seenTotalFen: quoted.totalFen });
    expect(placed.status).toBe(201);
    const { order } = placed.body;
    expect(order.totalFen).toBe(quoted.totalFen);
    const [line] = order.lines as [OrderView['lines'][number]];
    expect(line.adjustments).toEqual([
      { kind: 'promotion:tenth', bearer: 'brand', amountFen: -tenth * 2 },
      { kind: 'promotion:less', bearer: 'brand', amountFen: -250 },
      { kind: 'promotion:less', bearer: 'branch', amountFen: -250 },
    ]);
    expect(line.netFen).toBe(line.amountFen + sum(line.adjustments.map(({ amountFen }) => amountFen)));
    expect(order.promotions).toEqual(quoted.promotions);
  });

  test('is not placed at another total than the one that was seen', async () => {
    await publish(inLane('price', 'off_five', off(500)));
    const anna = await shop.enrol();
    const body = shop.orderBody('pickup', [['P004-01', 1]]);
    const { totalFen } = await quote(anna, body);
    await publish(inLane('price', 'off_four', off(400)));
    const refused = await shop.invoke<{ params?: { totalFen: number } }>(anna, 'placeOrder', {
      body: { ...body, seenTotalFen: totalFen },
    });
    expect(refused.code).toBe('total_changed');
    expect(refused.body.params?.totalFen).toBe(totalFen + 100);
    expect((await place(anna, { ...body, seenTotalFen: totalFen + 100 })).status).toBe(201);
  });

  test('brings its gift as a line that costs nothing; where the gift is nowhere, the rest is sold', async () => {
    const gift = (skuId: string) =>
      inLane('extra', 'gift', {
        kind: 'gift',
        threshold: { measure: 'pieces', from: 1 },
        gifts: [{ skuId, quantity: 1 }],
      });
    await publish(gift('P013-01'));
    const anna = await shop.enrol();
    const body = shop.orderBody('pickup', [['P004-01', 1]]);
    const order = (await place(anna, body)).body.order;
    expect(order.lines.map(({ skuId, netFen }) => [skuId, netFen])).toEqual([
      ['P004-01', shop.priceFen('P004-01')],
      ['P013-01', 0],
    ]);
    expect(order.fulfilments[0]?.lines).toHaveLength(2);
    await publish(gift('P036-01'));
    const quoted = await quote(anna, body);
    expect(quoted.gifts).toEqual([]);
    expect((await place(anna, body)).body.order.lines).toHaveLength(1);
  });

  test('delivers free where that is promised, and asks the fee of what is left to pay otherwise', async () => {
    const anna = await shop.enrol();
    const body = shop.orderBody('delivery', [['P004-01', 1]]);
    await publish();
    const before = await quote(anna, body);
    await publish(inLane('extra', 'sent_free', { kind: 'free_delivery', threshold: null }));
    const quoted = await quote(anna, body);
    expect(quoted.deliveryFeeFen).toBe(0);
    expect(quoted.totalFen).toBe(before.goodsFen);
    if (before.deliveryFeeFen > 0)
      expect(quoted.promotions).toMatchObject([{ id: 'sent_free', deliveryFen: before.deliveryFeeFen }]);
  });

  test('pays back all of it, and no more, when it is called off after payment', async () => {
    await publish(inLane('price', 'off_three', off(333)));
    const anna = await shop.enrol();
    const order = await shop.paid(anna, 'pickup', [['P004-01', 3]]);
    expect(order.totalFen).toBe((shop.priceFen('P004-01') - 333) * 3);
    await shop.invoke(anna, 'cancelOrder', { params: { orderId: order.id } });
    await shop.recover(2);
    expect((await shop.look(anna, order.id)).refundedFen).toBe(order.totalFen);
  });
});

const usedOf = async (id: string) => (await shop.system.promotions.usedOf([id])).get(id);
const caps = { inAll: null, perDay: null, perMember: null, perMemberDay: null, budgetFen: null };

describe('caps', () => {
  test('are held by any number at once: of 150 who come for 20, 20 get it, and what they give back is there again', async () => {
    await publish(inLane('price', 'first_20', off(100), { caps: { ...caps, inAll: 20 } }));
    const people = await Promise.all(Array.from({ length: 150 }, () => shop.enrol()));
    const body = shop.orderBody('pickup', [['P013-01', 1]]);
    const seenTotalFen = shop.priceFen('P013-01') - 100;
    const answers = await Promise.all(
      people.map(async (person) => {
        // Whoever meets too many others comes again, as the app does.
        for (;;) {
          const answer = await place(person, { ...body, seenTotalFen });
          if (answer.code !== 'busy') return answer;
        }
      }),
    );
    const placed = answers.flatMap(({ status, body: { order } }, at) =>
      status === 201 ? [{ order, person: people[at] as Person }] : [],
    );
    expect(placed).toHaveLength(20);
    expect(new Set(answers.flatMap(({ code }) => code ?? []))).toEqual(new Set(['total_changed']));
    expect(await usedOf('first_20')).toEqual({ uses: 20, fen: 2_000 });
    const [one] = placed as [(typeof placed)[number]];
    await shop.invoke(one.person, 'cancelOrder', { params: { orderId: one.order.id } });
    await shop.invoke(one.person, 'cancelOrder', { params: { orderId: one.order.id } });
    expect(await usedOf('first_20')).toEqual({ uses: 19, fen: 1_900 });
    const late = await shop.enrol();
    expect((await place(late, { ...body, seenTotalFen })).status).toBe(201);
    shop.clock.advance(3_600_000);
    await shop.recover(3);
    expect(await usedOf('first_20')).toEqual({ uses: 0, fen: 0 });
  });

  test('of a member: once, whatever is tapped how often; and of a budget as far as it goes for a whole order', async () => {
    await publish(
      inLane('price', 'once', off(100), { caps: { ...caps, perMember: 1 } }),
      inLane('reduction', 'thrifty', off(50), { caps: { ...caps, budgetFen: 120 } }),
    );
    const anna = await shop.enrol();
    const body = shop.orderBody('pickup', [['P013-01', 1]]);
    const fen = shop.priceFen('P013-01');
    const answers = await Promise.all([1, 2, 3].map(() => place(anna, { ...body, seenTotalFen: fen - 150 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await usedOf('thrifty')).toEqual({ uses: 1, fen: 50 });
    expect((await place(anna, { ...body, seenTotalFen: fen - 50 })).status).toBe(201);
    // Twenty fen are left, and they are not enough.
    expect((await quote(anna, body)).totalFen).toBe(fen);
  });
});
