import { productBulkSchema } from '@jindian/shared/contract/goods/product-bulk';
import { placeBulkSchema } from '@jindian/shared/contract/places/place-bulk';
import { placeFilterSchema } from '@jindian/shared/contract/places/place-filter';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OrdersFixture, startOrdersFixture } from '../../../serving/orders/testing/orders-fixture.ts';
import { fieldsOf } from '../../forms/fields.ts';
import { formOf, openHq, type Visitor } from '../../testing/visitors.ts';
import { say, sayCode } from '../../words/say.ts';
import { attributesOf } from './bulk-attributes.tsx';
import { choiceIn, Unreadable } from './bulk-form.ts';
import { namesOfGoods } from './bulk-names.ts';
import { changeLines, choiceText } from './bulk-parts.tsx';
import { placeChange } from './place-bulk.tsx';
import { productChange } from './product-bulk.tsx';

const typed = (fields: Record<string, string>) => fieldsOf(Object.entries(fields));
const choice = { filter: {} };

describe('the form of a bulk edit', () => {
  test('says only what was filled in', () => {
    expect(placeChange(typed({ status: '', 'radius.how': 'keep', radius: '', 'abilities.how': '' }))).toEqual(
      {},
    );
    expect(productChange(typed({ status: '', 'brandLine.how': 'keep' }))).toEqual({});
  });

  test('of places makes what the contract takes', () => {
    const change = placeChange(
      typed({
        status: 'suspended',
        opens: '09:00',
        closes: '21:30',
        'weekly.how': 'none',
        clearDays: 'all',
        addDays: '2026-10-01~2026-10-02 休息',
        radius: '3.5',
        'ordersPerDay.how': 'none',
        fee: '6',
        freeFrom: '88',
        'phone.how': 'none',
        'abilities.how': 'set',
        abilities: 'cold',
        wave: 'none',
      }),
    );
    expect(change).toEqual({
      status: 'suspended',
      hours: { opensAtMinute: 540, closesAtMinute: 1_290 },
      weeklyHours: null,
      clearDays: 'all',
      addDays: [
        { day: '2026-10-01', hours: null },
        { day: '2026-10-02', hours: null },
      ],
      serviceRadiusMeters: 3_500,
      maxOrdersPerDay: null,
      deliveryFee: { feeFen: 600, freeFromFen: 8_800 },
      phone: null,
      abilities: ['cold'],
      waveId: null,
    });
    expect(placeBulkSchema.safeParse({ choice, change }).success).toBe(true);
  });

  test('of goods makes what the contract takes', () => {
    const change = productChange(
      fieldsOf([
        ...Object.entries({
          status: 'off_sale',
          'offSaleAt.how': 'none',
          brandLine: '春山|Spring Hills',
          addTags: '联名|Joint、限时',
          removeTags: '新品',
          'attributeHow.origin': 'set',
          'attributeHow.season': 'none',
          'attributeHow.grade': 'keep',
          deliverable: 'no',
          pickupable: 'yes',
          'needs.how': 'set',
          notReturnable: '贴身衣物',
          warrantyMonths: '6',
          'taxCode.how': 'none',
          taxRate: '13%',
          regions: '上海市、浙江',
          branchesOf: 'both',
        }),
        ['attribute.origin', 'north'],
        ['attribute.origin', 'south'],
      ]),
    );
    expect(change).toEqual({
      status: 'off_sale',
      offSaleAtMs: null,
      brandLine: { zh: '春山', en: 'Spring Hills' },
      addTags: [
        { zh: '联名', en: 'Joint' },
        { zh: '限时', en: '限时' },
      ],
      removeTags: ['新品'],
      attributes: { origin: ['north', 'south'], season: [] },
      deliverable: false,
      pickupable: true,
      needs: [],
      notReturnable: { zh: '贴身衣物', en: '贴身衣物' },
      warrantyMonths: 6,
      taxCode: null,
      taxRateBasisPoints: 1_300,
      regions: ['上海', '浙江'],
      branchesOf: null,
    });
    expect(productBulkSchema.safeParse({ choice, change }).success).toBe(true);
  });

  test('refuses what cannot be read, by the name of its field', () => {
    for (const [fields, label, field] of [
      [{ opens: '09:00' }, 'columnHours', 'closes'],
      [{ closes: '21:30' }, 'columnHours', 'opens'],
      [{ radius: 'far' }, 'columnRadius', 'radius'],
      [{ fee: '-1' }, 'changeFee', 'fee'],
      [{ freeFrom: '88' }, 'changeFee', 'freeFrom'],
      [{ addDays: 'tomorrow' }, 'bulkAddDays', 'addDays'],
      [{ 'phone.how': 'set' }, 'columnPhone', 'phone'],
    ] as const) {
      const read = () => placeChange(typed(fields));
      expect(read).toThrow(Unreadable);
      expect(read).toThrow(label);
      expect(read).toThrow(expect.objectContaining({ field }));
    }
    expect(() => productChange(typed({ 'attributeHow.origin': 'set' }))).toThrow('bulkAttributes');
    expect(() => productChange(typed({ taxRate: 'much' }))).toThrow('bulkTaxRate');
  });

  test('carries what was chosen, by one or by the filter of the list', () => {
    expect(
      choiceIn(
        fieldsOf([
          ['of', 'chosen'],
          ['id', 'B1'],
          ['id', 'B2'],
          ['filter.city', '上海市'],
        ]),
        placeFilterSchema,
      ),
    ).toEqual({ ids: ['B1', 'B2'] });
    expect(choiceIn(typed({ of: 'all', id: 'B1', 'filter.city': '上海市' }), placeFilterSchema)).toEqual({
      filter: { city: '上海市' },
    });
  });

  test('takes nothing that the list is not narrowed by for everything', () => {
    const asked = (fields: Record<string, string>) => choiceIn(typed(fields), placeFilterSchema, true);
    expect(asked({ of: 'all' })).toEqual({ filter: {} });
    expect(asked({ of: 'all', 'filter.provnce': '上海市' })).toEqual({ unknown: ['provnce'] });
    expect(asked({ of: 'all', 'filter.kind': 'castle' })).toEqual({ unknown: ['kind'] });
    expect(asked({ of: 'all', province: '上海市' })).toEqual({ unknown: ['province'] });
    expect(asked({ 'filter.province': '上海市' })).toEqual({ unknown: ['of'] });
    expect(asked({})).toEqual({ ids: [] });
    const change = { status: 'suspended' };
    for (const filter of [{ provnce: '上海市' }, { of: 'all' }])
      expect(placeBulkSchema.safeParse({ choice: { filter }, change }).success).toBe(false);
    expect(
      productBulkSchema.safeParse({
        choice: { filter: { category: 'shoes' } },
        change: { deliverable: false },
      }).success,
    ).toBe(false);
  });

  test('offers the attributes of the goods that were chosen, and calls what is changed by its name', () => {
    const both = (zh: string, en: string) => ({ zh, en });
    const categories = [
      {
        id: 'shoes',
        parentId: null,
        name: both('鞋', 'Shoes'),
        attributes: [
          { id: 'use', name: both('用途', 'Use'), values: [{ id: 'run', name: both('跑步', 'Running') }] },
        ],
      },
      {
        id: 'shoes.trail',
        parentId: 'shoes',
        name: both('越野', 'Trail'),
        attributes: [
          { id: 'use', name: both('用途', 'Use'), values: [{ id: 'hike', name: both('徒步', 'Hiking') }] },
        ],
      },
      { id: 'fruit', parentId: null, name: both('水果', 'Fruit') },
    ];
    const offered = attributesOf([{ categoryId: 'shoes' }, { categoryId: 'shoes.trail' }], categories);
    expect(offered.map(({ id, values }) => [id, values.map((value) => value.id)])).toEqual([
      ['use', ['run', 'hike']],
    ]);
    expect(attributesOf([{ categoryId: 'fruit' }], categories)).toEqual([]);
    const names = namesOfGoods(categories);
    const visit = {
      language: 'en' as const,
      path: '/hq/products',
      t: (...[word, params]: [Parameters<typeof say>[1], Parameters<typeof say>[2]?]) =>
        say('en', word, params),
      code: (group: string, code: string) => sayCode('en', group, code),
    };
    expect(choiceText(visit, { categoryId: 'shoes.trail' }, 2, names)).toContain('Shoes › Trail');
    expect(changeLines(visit, { attributes: { use: ['run', 'hike'] } }, names)[0]?.[1]).toBe(
      'Use: Running, Hiking',
    );
  });
});

describe('the pages of bulk edits', () => {
  let fixture: OrdersFixture;
  let guest: Visitor;
  beforeAll(async () => {
    fixture = await startOrdersFixture();
    const hq = openHq(fixture.system, { clock: fixture.clock, hqToken: 'hq-token-of-the-bulk-test' });
    guest = hq.visitor((await fixture.system.sessions.open(fixture.staff.hq.memberId)).token);
  });
  afterAll(() => fixture.close());

  test.each([
    ['locations', 'addDays', 'tomorrow', {}],
    ['locations', 'closes', '', { opens: '09:00' }],
    ['locations', 'radius', 'far', {}],
    ['products', 'taxRate', 'much', {}],
  ])('%s: come again with what was typed, and mark %s alone', async (things, field, text, others) => {
    const path = `/hq/${things}/bulk`;
    const { csrf, key } = await formOf(guest, `${path}?of=all`);
    const again = await guest.post(path, { csrf, key, of: 'all', [field]: text, ...others });
    expect(again.status).toBe(400);
    const marked = [...again.text.matchAll(/<input [^>]*aria-invalid="true"[^>]*>/g)].map(String);
    expect(marked).toHaveLength(1);
    expect(marked[0]).toContain(`name="${field}" value="${text}"`);
  });
});
