import type { Product } from '@jindian/shared/contract/goods/catalog';
import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import type { SkuWays } from '@jindian/shared/contract/serving/ways';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barredBy, type Choice, chosen, firstChoice, isElsewhere, skuOf } from '../src/lib/sku-choice.ts';
import { asksAround, bestWay, canBeHad, dayWord, type Had, hadAtBranch } from '../src/lib/sku-ways.ts';

const value = (id: string) => ({ id, name: { zh: id, en: id } });
const colours = ['white', 'black', 'red'];
const sizes = ['40', '41', '42', '43'];
const skuId = (colour: string, size: string) =>
  `P001-${String(colours.indexOf(colour) * 10 + sizes.indexOf(size)).padStart(2, '0')}`;

function productOf(pairs: readonly (readonly [string, string])[]): Product {
  return {
    options: [
      { id: 'colour', name: value('colour').name, values: colours.map(value) },
      { id: 'size', name: value('size').name, values: sizes.map(value) },
    ],
    skus: pairs.map(([colour, size]) => ({ id: skuId(colour, size), optionValueIds: { colour, size } })),
  } as unknown as Product;
}

const hads: Had['by'][] = ['here', 'delivery', 'pickup', 'nobody', 'unknown'];
const everyPair = colours.flatMap((colour) => sizes.map((size) => [colour, size] as const));

describe('choosing a form', () => {
  test('whatever is tapped, what is chosen is a SKU, and one that can be had where there is one', () => {
    fc.assert(
      fc.property(
        fc.subarray(everyPair, { minLength: 1 }),
        fc.array(fc.constantFrom(...hads), { minLength: 12, maxLength: 12 }),
        fc.array(fc.tuple(fc.constantFrom('colour', 'size'), fc.nat({ max: 3 })), { maxLength: 8 }),
        (pairs, by, taps) => {
          const product = productOf(pairs);
          const had = (id: string) => ({ by: by[Number(id.slice(5)) % 12] }) as Had;
          let choice: Choice = firstChoice(product, had);
          for (const [optionId, index] of taps) {
            const valueId = (optionId === 'colour' ? colours : sizes)[index] ?? colours[0]!;
            const barred = barredBy(product, had, choice, optionId, valueId);
            const fits = product.skus.filter(
              (sku) =>
                sku.optionValueIds[optionId] === valueId &&
                (optionId === 'colour' || sku.optionValueIds.colour === choice.colour),
            );
            expect(barred === 'no_such').toBe(fits.length === 0);
            expect(barred === 'not_had').toBe(
              fits.length > 0 && fits.every(({ id }) => had(id).by === 'nobody'),
            );
            expect(isElsewhere(product, had, choice, optionId, valueId)).toBe(
              fits.length > 0 && fits.every(({ id }) => had(id).by !== 'here'),
            );
            if (barred !== null) continue;
            const before = choice;
            choice = chosen(product, had, choice, optionId, valueId);
            const sku = skuOf(product, choice);
            expect(sku).not.toBeNull();
            expect(choice[optionId]).toBe(valueId);
            if (fits.some(({ id }) => canBeHad(had(id)))) expect(canBeHad(had(sku!.id))).toBe(true);
            const asBefore = skuOf(product, { ...before, [optionId]: valueId });
            if (asBefore && canBeHad(had(asBefore.id)))
              expect(choice).toEqual({ ...before, [optionId]: valueId });
          }
        },
      ),
    );
  });

  test('a colour brings a size that it has, and a size that the colour has not is barred', () => {
    const product = productOf([
      ['white', '41'],
      ['white', '42'],
      ['black', '42'],
      ['black', '43'],
    ]);
    const had = (id: string): Had =>
      id === skuId('black', '43') ? { by: 'nobody' } : { by: 'here', pieces: 1, availability: 'few' };
    const white41 = { colour: 'white', size: '41' };
    expect(firstChoice(product, had)).toEqual(white41);
    expect(chosen(product, had, white41, 'colour', 'black')).toEqual({ colour: 'black', size: '42' });
    expect(barredBy(product, had, { colour: 'black', size: '42' }, 'size', '41')).toBe('no_such');
    expect(barredBy(product, had, { colour: 'black', size: '42' }, 'size', '43')).toBe('not_had');
    expect(barredBy(product, had, white41, 'colour', 'black')).toBeNull();
  });
});

describe('how a SKU can be had', () => {
  const view = (change: object = {}, product: object = {}) =>
    ({
      product: { pickupable: true, deliverable: true, ...product },
      branch: { status: 'open' },
      skus: [
        { skuId: 'P001-01', priceFen: 100, availability: 'few', sellable: 2 },
        { skuId: 'P001-02', priceFen: 100, availability: 'none', sellable: 0 },
      ],
      ...change,
    }) as unknown as ProductAtBranch;
  const way = (id: string, change: Partial<SkuWays> = {}): SkuWays => ({
    skuId: id,
    here: false,
    delivery: null,
    pickup: null,
    ...change,
  });
  const delivery = { distanceMeters: 1_800, name: { zh: '邻店', en: 'Next' } } as NonNullable<
    SkuWays['delivery']
  >;
  const pickup = { branch: { distanceMeters: 900 }, priceFen: 100 } as NonNullable<SkuWays['pickup']>;
  const by = (of: ProductAtBranch, ways: SkuWays[] | null) =>
    of.skus.map((one) => hadAtBranch(of, ways)(one.skuId).by);

  test('what is here is here before anybody is asked; the rest is what others say', () => {
    expect(by(view(), null)).toEqual(['here', 'unknown']);
    expect(by(view(), [way('P001-01', { here: true }), way('P001-02', { delivery, pickup })])).toEqual([
      'here',
      'delivery',
    ]);
    expect(by(view(), [way('P001-01', { here: true }), way('P001-02', { pickup })])).toEqual([
      'here',
      'pickup',
    ]);
    expect(by(view(), [way('P001-01'), way('P001-02')])).toEqual(['nobody', 'nobody']);
  });

  test('nothing is here of what is only sent, or while the branch is closed; a preview is for nobody yet', () => {
    for (const of of [
      view({}, { onlineOnly: true }),
      view({}, { pickupable: false }),
      view({ branch: { status: 'closed' } }),
    ]) {
      expect(by(of, null)).toEqual(['unknown', 'unknown']);
      expect(asksAround(of)).toBe(true);
    }
    expect(by(view({ previewUntilMs: 1 }), null)).toEqual(['nobody', 'nobody']);
    expect(asksAround(view({ previewUntilMs: 1 }))).toBe(false);
  });

  test('a card says the best of its SKUs, and the nearest of equals', () => {
    const far = way('P001-01', { delivery: { ...delivery, distanceMeters: 9_000 } });
    const near = way('P001-02', { delivery });
    expect(bestWay([way('P001-03'), far, near, way('P001-04', { pickup })])).toBe(near);
    expect(bestWay([way('P001-03'), way('P001-04', { pickup })])?.pickup).toBe(pickup);
  });

  test.each([
    ['2026-11-30', 'today'],
    ['2026-12-01', 'tomorrow'],
    ['2026-12-02', 'dayAfter'],
    ['2026-12-05', 'later'],
  ])('%s is %s', (day, word) => {
    expect(dayWord('2026-11-30', day)).toBe(word);
  });
});
