import type { CouponTerms, CouponView, Promotion, Wallet } from '@jindian/shared/contract/selling/promotions';
import type { PlacedOrder, Quote } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { singleCode } from '../../selling/promotions/coupon-codes.ts';
import { standardPromotions } from '../../selling/promotions/policy.ts';
import { made } from '../../selling/promotions/testing/made.ts';
import { type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';

let shop: OrdersFixture;
beforeAll(async () => {
  shop = await startOrdersFixture({ stock: { 'P004-01': 400, 'P013-01': 400 } });
  await publish(
    coupon('autumn', { code: 'AUTUMN26' }),
    coupon('single', { singleCodes: 1_000_000 }),
    coupon('in_app', { inApp: true, validDays: 7 }),
    coupon('few', { code: 'FEWONLY', inAll: 5 }),
    coupon('from_a_lot', { inApp: true }, 100_000_000),
  );
});
afterAll(() => shop.close());

const terms: CouponTerms = {
  ...{ code: null, singleCodes: 0, inApp: false, perMember: 1, inAll: null, validDays: null },
  backOnReturn: false,
};
function coupon(id: string, more: Partial<CouponTerms>, from = 1): Promotion {
  return made(
    id,
    {
      kind: 'full_reduction',
      measure: 'fen',
      steps: [{ from, offFen: 700, offBasisPoints: null }],
      repeats: false,
    },
    { laneId: 'coupon', coupon: { ...terms, ...more } },
  );
}
async function publish(...promotions: Promotion[]): Promise<void> {
  const { promotionsPolicy } = shop.system;
  const { revision } = await promotionsPolicy.view();
  const done = await promotionsPolicy.publishContent(
    { ...standardPromotions, promotions },
    { revision, by: shop.staff.hq.memberId, note: 'test', command: null },
  );
  if (!done.ok) throw new Error(JSON.stringify(done));
  await promotionsPolicy.refresh();
}

const claim = (person: Person, code: string) =>
  shop.invoke<CouponView>(person, 'claimCoupon', { body: { code } });
const wallet = async (person: Person) => (await shop.invoke<Wallet>(person, 'getMyCoupons')).body;
const stateOf = async (person: Person, id: string) =>
  (await wallet(person)).items.find((one) => one.id === id)?.state;
const body = (...couponIds: string[]) => ({ ...shop.orderBody('pickup', [['P013-01', 1]]), couponIds });
const place = (person: Person, asked: object) =>
  shop.invoke<PlacedOrder>(person, 'placeOrder', { body: asked });

describe('a coupon', () => {
  test('is taken by its code once, used by an order, and held again when that is called off', async () => {
    const anna = await shop.enrol();
    const taken = await claim(anna, 'autumn-26');
    expect(taken.status).toBe(201);
    expect((await claim(anna, 'AUTUMN26')).code).toBe('coupon_held');
    const { id } = taken.body;
    const fen = shop.priceFen('P013-01');
    const without = (await shop.invoke<Quote>(anna, 'quoteOrder', { body: body() })).body;
    expect(without.totalFen).toBe(fen);
    expect(without.coupons).toMatchObject([{ id, isUsed: false, savesFen: 700, why: null }]);
    const withIt = (await shop.invoke<Quote>(anna, 'quoteOrder', { body: body(id) })).body;
    expect(withIt).toMatchObject({ totalFen: fen - 700, coupons: [{ id, isUsed: true, savesFen: 700 }] });
    const placed = await place(anna, { ...body(id), seenTotalFen: fen - 700 });
    expect(placed.status).toBe(201);
    expect(await stateOf(anna, id)).toBe('used');
    expect((await place(anna, body(id))).code).toBe('coupon_unusable');
    await shop.invoke(anna, 'cancelOrder', { params: { orderId: placed.body.order.id } });
    expect(await stateOf(anna, id)).toBe('held');
    const again = await place(anna, body(id));
    expect(again.status).toBe(201);
    shop.clock.advance(3_600_000);
    await shop.recover(3);
    expect(await stateOf(anna, id)).toBe('held');
  });

  test('says why it does nothing, and stays where it is', async () => {
    const anna = await shop.enrol();
    const taken = await shop.invoke<CouponView>(anna, 'takeCoupon', {
      params: { promotionId: 'from_a_lot' },
    });
    const { id } = taken.body;
    const quoted = (await shop.invoke<Quote>(anna, 'quoteOrder', { body: body(id) })).body;
    expect(quoted.coupons).toMatchObject([{ id, isUsed: true, savesFen: 0, why: 'too_little' }]);
    expect((await place(anna, body(id))).status).toBe(201);
    expect(await stateOf(anna, id)).toBe('held');
  });

  test('is used by one of many orders at once', async () => {
    const anna = await shop.enrol();
    const { id } = (await claim(anna, 'AUTUMN26')).body;
    const answers = await Promise.all(Array.from({ length: 12 }, () => place(anna, body(id))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ code }) => code ?? []))).toEqual(new Set(['coupon_unusable']));
  });

  test('of somebody else is nobody’s, and is over when its days are', async () => {
    const [anna, bert] = [await shop.enrol(), await shop.enrol()];
    const { id } = (await shop.invoke<CouponView>(anna, 'takeCoupon', { params: { promotionId: 'in_app' } }))
      .body;
    expect((await place(bert, body(id))).code).toBe('coupon_unusable');
    shop.clock.advance(8 * 86_400_000);
    expect(await stateOf(anna, id)).toBe('expired');
    expect((await place(anna, body(id))).code).toBe('coupon_unusable');
  });
});

describe('codes', () => {
  test('that are good once are so by any number of people at once; one that was used is like one that never was', async () => {
    const code = singleCode('code-secret-of-the-test-shop', 'single', 999_999);
    const people = await Promise.all(Array.from({ length: 60 }, () => shop.enrol()));
    const answers = await Promise.all(people.map((person) => claim(person, code)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const [used, never] = [
      await claim(await shop.enrol(), code),
      await claim(await shop.enrol(), 'NOSUCHCODE'),
    ];
    const plain = ({ status, code: problem }: typeof used) => ({ status, problem });
    expect(plain(used)).toEqual(plain(never));
    expect(used.code).toBe('coupon_unknown');
    const beyond = singleCode('code-secret-of-the-test-shop', 'single', 1_000_000);
    expect((await claim(await shop.enrol(), beyond)).code).toBe('coupon_unknown');
    expect(
      (await claim(await shop.enrol(), `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`)).code,
    ).toBe('coupon_unknown');
  });

  test('for all are taken as often as there are coupons', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, () => shop.enrol()));
    const answers = await Promise.all(
      people.map(async (person) => {
        for (;;) {
          const answer = await claim(person, 'FEWONLY');
          if (answer.code !== 'busy') return answer;
        }
      }),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect((await shop.system.promotions.coupons.takenOf(['few'])).get('few')).toBe(5);
  });
});

test('headquarters give members coupons, and two sign-ins that become one have the coupons of both', async () => {
  const [anna, bert] = [await shop.enrol(), await shop.enrol()];
  const given = await shop.invoke(shop.staff.hq, 'hqGiveCoupons', {
    params: { promotionId: 'single' },
    body: { memberIds: [anna.memberId, anna.memberId, '01J00000000000000000000000'], reason: 'sorry' },
  });
  expect(given.body).toEqual({ given: 1, unknown: 1 });
  await claim(bert, 'AUTUMN26');
  await shop.system.promotions.coupons.follow(anna.memberId, bert.memberId);
  expect((await wallet(anna)).items).toEqual([]);
  expect((await wallet(bert)).items.map(({ promotionId }) => promotionId).sort()).toEqual([
    'autumn',
    'single',
  ]);
});
