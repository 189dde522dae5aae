import {
  type Promotion,
  type PromotionDoes,
  promotionKinds,
} from '@jindian/shared/contract/selling/promotions';
import { describe, expect, test } from 'vitest';
import { made } from '../../../selling/promotions/testing/made.ts';
import { type FormFields, fieldsOf } from '../../forms/fields.ts';
import {
  changedPromotions,
  emptyPromotion,
  fieldsOfPromotion,
  freePromotionId,
  readPromotion,
} from './promotion-form.ts';

const minute = 60_000;
const names = {
  product: (id: string) => `product ${id}`,
  sku: (id: string) => `sku ${id}`,
  place: () => undefined,
};
const filled: Record<(typeof promotionKinds)[number], PromotionDoes> = {
  member_price: { kind: 'member_price', prices: [{ skuId: 'P001-01', priceFen: 8_850 }] },
  time_price: {
    kind: 'time_price',
    prices: [
      { skuId: 'P001-01', priceFen: 100 },
      { skuId: 'P002-01', priceFen: 1 },
    ],
  },
  percent: { kind: 'percent', offBasisPoints: 1_250 },
  amount: { kind: 'amount', offFen: 505 },
  full_reduction: {
    kind: 'full_reduction',
    measure: 'pieces',
    steps: [
      { from: 2, offFen: 1_000, offBasisPoints: null },
      { from: 3, offFen: null, offBasisPoints: 2_000 },
    ],
    repeats: false,
  },
  nth_piece: { kind: 'nth_piece', n: 3, offBasisPoints: 5_000, sameSku: true },
  buy_get: { kind: 'buy_get', buy: 3, get: 2, sameSku: false },
  bundle: {
    kind: 'bundle',
    parts: [
      { skuIds: ['P001-01'], quantity: 1 },
      { skuIds: ['P002-01', 'P002-02'], quantity: 2 },
    ],
    priceFen: 19_900,
  },
  gift: {
    kind: 'gift',
    threshold: { measure: 'fen', from: 30_000 },
    gifts: [{ skuId: 'P009-01', quantity: 2 }],
  },
  free_delivery: { kind: 'free_delivery', threshold: null },
};
const more: Partial<Promotion> = {
  laneId: 'reduction',
  name: { zh: '活动', en: 'Promotion' },
  goods: { productIds: ['P001'], categoryIds: ['shoes.running'], tags: ['新品'], exceptProductIds: ['P007'] },
  scope: { locationIds: ['B001'], provinces: ['上海', '江苏'], channels: ['h5'], tierIds: ['gold'] },
  fromMs: 1_779_000_000_000 - (1_779_000_000_000 % minute),
  untilMs: 1_789_000_020_000 - (1_789_000_020_000 % minute),
  hours: { fromMinute: 600, untilMinute: 1_320 },
  borneBy: { brand: 50, branch: 30, owner: 20 },
  coupon: {
    ...{ code: 'AUTUMN26', singleCodes: 5_000, inApp: true, perMember: 2, inAll: 900, validDays: 30 },
    backOnReturn: true,
  },
  caps: { inAll: 500, perDay: null, perMember: 2, perMemberDay: 1, budgetFen: 1_000_050 },
};
const formOf = (promotion: Promotion) => fieldsOfPromotion(promotion, names);
/** What is typed otherwise. */
function changedForm(fields: FormFields, ...changes: [string, string][]): FormFields {
  const kept = fields.names().filter((name) => !changes.some(([changed]) => changed === name));
  return fieldsOf([
    ...kept.flatMap((name) => fields.all(name).map((text) => [name, text] as const)),
    ...changes,
  ]);
}

describe('the form of a promotion', () => {
  test.each(promotionKinds)('says of a %s all that it is', (kind) => {
    const promotion = made('p1', filled[kind], more);
    expect(readPromotion(formOf(promotion), promotion)).toEqual({ promotion, faults: new Map() });
  });

  test.each([
    ['offFen', 'a lot', 'amount', 'offFen', 'rateBadMoney'],
    ['borneBy.brand', '60', 'amount', 'borneBy', 'promotionHundred'],
    ['untilMs', '2020-01-01T00:00', 'amount', 'untilMs', 'promotionEndsBefore'],
    ['caps.inAll', 'many', 'amount', 'caps.inAll', 'promotionBadNumber'],
    ['hours.fromMinute', '', 'amount', 'hours.fromMinute', 'promotionBadField'],
    ['steps.1.offFen', '5', 'full_reduction', 'steps.1.offFen', 'promotionOneOfBoth'],
    ['steps.1.from', '1', 'full_reduction', 'steps', 'promotionAscend'],
    ['prices.0.skuId', '', 'time_price', 'prices.0.skuId', 'promotionBadField'],
  ] as const)('with %s as "%s" (%s) is refused at %s', (field, text, kind, at, word) => {
    const promotion = made('p1', filled[kind], more);
    const { promotion: read, faults } = readPromotion(
      changedForm(formOf(promotion), [field, text]),
      promotion,
    );
    expect(read).toBeNull();
    expect(faults.get(at)).toBe(word);
  });

  test('of a new one begins with something of its kind, and with an id that nobody has', () => {
    for (const kind of promotionKinds) expect(emptyPromotion(kind, 'p1', 'price', 1).does.kind).toBe(kind);
    const taken = freePromotionId(1, []);
    expect(freePromotionId(1, [{ id: taken }])).not.toBe(taken);
  });
});

test('a promotion is paused and let on again, ended at once, or taken out', () => {
  const all = [made('p1', filled.amount), made('p2', filled.percent)];
  const paused = changedPromotions(all, 'pause', 'p2', 5);
  expect(paused?.map((one) => one.paused)).toEqual([false, true]);
  expect(changedPromotions(paused ?? [], 'pause', 'p2', 5)).toEqual(all);
  expect(changedPromotions(all, 'end', 'p1', 5)?.[0]?.untilMs).toBe(5);
  expect(changedPromotions(all, 'remove', 'p1', 5)?.map(({ id }) => id)).toEqual(['p2']);
  expect(changedPromotions(all, 'end', 'p3', 5)).toBeNull();
});
