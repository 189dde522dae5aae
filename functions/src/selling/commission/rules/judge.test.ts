import {
  type CommissionConditions,
  type CommissionPay,
  commissionRatesSchema,
  percentPay,
} from '@jindian/shared/contract/selling/rates';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { frozenAttributionSchema } from '../frozen.ts';
import { commissionBack, keptCommission } from '../kept.ts';
import { aLine, anOrder, everybody, knownThings, onlySeller, ratesOf, ruleWith } from '../testing/rules.ts';
import { compileRates, type OrderFacts } from './compile.ts';
import { type JudgedLine, judge } from './judge.ts';
import { unknownThings } from './known.ts';

const nowMs = anOrder.nowMs;

/** Of each condition: a value that fits the order and line of the tests, and what it does not fit any more. */
const conditions: {
  [Name in keyof CommissionConditions]: {
    fits: NonNullable<CommissionConditions[Name]>;
    not: { order?: Partial<OrderFacts>; line?: Partial<JudgedLine> };
    unknown?: Partial<CommissionConditions>;
  };
} = {
  categoryIds: {
    fits: ['shoes'],
    not: { line: { categoryId: 'fruit', categoryPath: ['fruit'] } },
    unknown: { categoryIds: ['shoes', 'constructor'] },
  },
  productIds: { fits: ['P001'], not: { line: { productId: 'P002' } }, unknown: { productIds: ['P999'] } },
  brandLines: { fits: ['轻行'], not: { line: { brandLine: null } }, unknown: { brandLines: ['重行'] } },
  sellerKinds: { fits: ['guide'], not: { order: { seller: { ...anOrder.seller, kind: 'station' } } } },
  sellerIds: {
    fits: ['S1'],
    not: { order: { seller: { ...anOrder.seller, sellerId: 'S2' } } },
    unknown: { sellerIds: ['S9'] },
  },
  branchIds: {
    fits: ['B00001'],
    not: { order: { seller: { ...anOrder.seller, branch: null } } },
    unknown: { branchIds: ['B99999'] },
  },
  branchOwnership: {
    fits: ['dealer'],
    not: {
      order: { seller: { ...anOrder.seller, branch: { locationId: 'B00001', ownership: 'hq' } } },
    },
  },
  areas: {
    fits: [{ province: '山东', city: '烟台' }],
    not: { order: { city: '青岛市' } },
    unknown: { areas: [{ province: '山东', city: '亚特兰蒂斯' }] },
  },
  sceneIds: { fits: ['tv'], not: { order: { sceneId: null } }, unknown: { sceneIds: ['cinema'] } },
  channels: { fits: ['mini_program'], not: { order: { channel: null } } },
  fromMs: { fits: nowMs, not: { order: { nowMs: nowMs - 1 } } },
  beforeMs: { fits: nowMs + 1, not: { order: { nowMs: nowMs + 1 } } },
  orderFromFen: { fits: 20_000, not: { order: { goodsFen: 19_999 } } },
  buyers: { fits: 'new', not: { order: { isFirstOrder: null } } },
};
const names = Object.keys(conditions) as (keyof CommissionConditions)[];

describe('a condition', () => {
  const order: OrderFacts = { ...anOrder, sceneId: 'tv' };

  it.each(names)('%s narrows a rule, and what it does not fit goes by the next', (name) => {
    const { fits, not } = conditions[name];
    const rates = compileRates(
      ratesOf([ruleWith('narrow', { when: { [name]: fits } }), ruleWith('all_else')]),
      'v1',
    );
    expect(rates.ruleFor(order, aLine())?.id).toBe('narrow');
    expect(rates.ruleFor({ ...order, ...not.order }, aLine(not.line))?.id).toBe('all_else');
  });

  it.each(names.filter((name) => conditions[name].unknown))(
    '%s that names what is not there is not kept: left out it would fit everything',
    async (name) => {
      const known = (when: Partial<CommissionConditions>) =>
        unknownThings(ratesOf([ruleWith('one'), ruleWith('two', { when })]), knownThings);
      expect(await known({ [name]: conditions[name].fits })).toEqual([]);
      expect(await known(conditions[name].unknown ?? {})).toEqual([
        expect.objectContaining({
          code: 'unknown_id',
          path: expect.stringContaining(`rules.1.when.${name}.`),
        }),
      ]);
    },
  );

  it('of a kind, a channel or an owner that there is not is refused, and so is a condition nobody knows', () => {
    const sound = (when: object) =>
      commissionRatesSchema.safeParse(
        ratesOf([{ ...ruleWith('one'), when: { ...ruleWith('one').when, ...when } }]),
      ).success;
    expect(sound({})).toBe(true);
    for (const name of names.filter((one) => Array.isArray(conditions[one].fits))) {
      expect(sound({ [name]: [] }), `${name}, empty`).toBe(false);
      expect(sound({ [name]: [''] }), `${name}, blank`).toBe(false);
    }
    for (const when of [
      { sellerKinds: ['friend'] },
      { branchOwnership: ['nobody'] },
      { channels: ['fax'] },
      { buyers: 'anybody' },
      { weather: ['rain'] },
      { orderBelowFen: 100 },
    ])
      expect(sound(when), JSON.stringify(when)).toBe(false);
    const { categoryIds: _, ...missing } = ruleWith('one').when;
    expect(
      commissionRatesSchema.safeParse(ratesOf([{ ...ruleWith('one'), when: missing as never }])).success,
    ).toBe(false);
  });

  it('that is for new customers does not fit whom nobody asked about, and neither does one for those who come again', () => {
    for (const buyers of ['new', 'returning'] as const) {
      const rates = compileRates(ratesOf([ruleWith('one', { when: { buyers } })]), 'v1');
      expect(rates.asksForBuyers).toBe(true);
      expect(rates.ruleFor({ ...anOrder, isFirstOrder: null }, aLine())).toBeNull();
    }
  });
});

describe('a list of rules', () => {
  const refused = (...rules: ReturnType<typeof ruleWith>[]) =>
    commissionRatesSchema.safeParse(ratesOf(rules)).error?.issues.map(({ message }) => message) ?? [];

  it('goes by the first that fits, and by none that is off', () => {
    const rates = compileRates(
      ratesOf([
        ruleWith('off', { enabled: false }),
        ruleWith('first', { when: { categoryIds: ['shoes'] } }),
        ruleWith('second', { when: { productIds: ['P001'] } }),
      ]),
      'v1',
    );
    expect(rates.ruleFor(anOrder, aLine())?.id).toBe('first');
  });

  it('has nothing behind the one for all else, no id twice, and pays no more than the price', () => {
    expect(refused(ruleWith('all'), ruleWith('late', { when: { productIds: ['P001'] } }))).toEqual([
      'never_reached',
    ]);
    expect(refused(ruleWith('all', { enabled: false }), ruleWith('late'))).toEqual([]);
    expect(refused(ruleWith('one', { when: { buyers: 'new' } }), ruleWith('one'))).toEqual(['rule_id_twice']);
    expect(refused(ruleWith('one', { pays: { branch: percentPay(9_501) } }))).toEqual([
      'more_than_the_price',
    ]);
    expect(refused(ruleWith('one', { when: { fromMs: 5, beforeMs: 5 } }))).toEqual(['ends_before_it_begins']);
    expect(
      refused(ruleWith('one', { pays: { branch: { ...percentPay(1), floorFen: 2, capFen: 1 } } })),
    ).toEqual(['floor_above_cap']);
    for (const basisPoints of [10_001, -1, 0.5])
      expect(refused(ruleWith('one', { pays: { seller: percentPay(basisPoints) } }))).not.toEqual([]);
  });
});

const pay = fc.oneof(
  fc.record({
    by: fc.constant('percent' as const),
    basisPoints: fc.nat(2_500),
    floorFen: fc.option(fc.nat(300)),
    capFen: fc.option(fc.integer({ min: 300, max: 50_000 })),
  }),
  fc.record({
    by: fc.constant('piece' as const),
    pieceFen: fc.nat(5_000),
    floorFen: fc.option(fc.nat(300)),
    capFen: fc.option(fc.integer({ min: 300, max: 50_000 })),
  }),
) as fc.Arbitrary<CommissionPay>;
const anyRule = (id: string) =>
  fc
    .record({
      seller: fc.option(pay),
      branch: fc.option(pay),
      second_level: fc.option(pay),
      grid_branch: fc.option(pay),
    })
    .map((pays) => ruleWith(id, { pays, when: id === 'shoes' ? { categoryIds: ['shoes'] } : {} }));
const anyLines = fc
  .array(
    fc.record({ isShoe: fc.boolean(), quantity: fc.integer({ min: 1, max: 9 }), amountFen: fc.nat(200_000) }),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((lines) =>
    lines.map(({ isShoe, quantity, amountFen }, index) =>
      aLine({
        id: String(index + 1),
        quantity,
        amountFen,
        ...(isShoe ? {} : { categoryId: 'fruit', categoryPath: ['fruit'] }),
      }),
    ),
  );
const judged = fc
  .tuple(anyRule('shoes'), anyRule('all_else'), anyLines, fc.option(fc.nat(40_000)))
  .map(([first, second, lines, cap]) => ({
    lines,
    cap,
    rows: judge(compileRates(ratesOf([first, second], cap), 'v1'), anOrder, lines, everybody).rows,
  }));

const sumOf = (rows: readonly { amountFen: number }[]) =>
  rows.reduce((sum, { amountFen }) => sum + amountFen, 0);

describe('whatever the rules and whatever is bought', () => {
  it('rows are one for each line and payee, at most the price of the line, and together at most the cap', () => {
    fc.assert(
      fc.property(judged, ({ lines, cap, rows }) => {
        expect(new Set(rows.map(({ lineId, part }) => `${lineId} ${part ?? 'seller'}`)).size).toBe(
          rows.length,
        );
        if (cap !== null) expect(sumOf(rows)).toBeLessThanOrEqual(cap);
        for (const { id, amountFen } of lines)
          expect(sumOf(rows.filter(({ lineId }) => lineId === id))).toBeLessThanOrEqual(amountFen);
        expect(rows.every(({ amountFen }) => Number.isInteger(amountFen) && amountFen >= 0)).toBe(true);
        const payees = new Set(rows.map(({ part = 'seller', payeeId = 'S1' }) => `${part} ${payeeId}`));
        expect(['seller S1', 'branch B00001', 'second_level S2', 'grid_branch B00002']).toEqual(
          expect.arrayContaining([...payees]),
        );
        const goodsFen = lines.reduce((sum, { amountFen }) => sum + amountFen, 0);
        const frozen = {
          sellerId: 'S1',
          sellerName: '李雷',
          locationId: 'B00001',
          boundAtMs: nowMs,
          rule: '',
          ratesVersion: 'v1',
          baseFen: goodsFen,
          commissionFen: sumOf(rows),
          returnWindowDays: 7,
          byLine: rows,
        };
        expect(frozenAttributionSchema.safeParse(frozen).success).toBe(true);
      }),
    );
  });

  it('bringing everything back, in any pieces and any order, takes back exactly what each payee earned', () => {
    const refunds = fc.array(fc.tuple(fc.nat(7), fc.nat(100_000)), { maxLength: 12 });
    fc.assert(
      fc.property(judged, refunds, fc.nat(), ({ lines, rows }, some, turn) => {
        const pieces = piecesOf(lines, some);
        const turned = [...pieces.slice(turn % pieces.length), ...pieces.slice(0, turn % pieces.length)];
        for (const order of [pieces, turned, pieces.toReversed()]) {
          const back = new Map<string, number>();
          let refunded: ReadonlyMap<string, number> = new Map();
          for (const [lineId, amountFen] of order) {
            const after = new Map(refunded).set(lineId, (refunded.get(lineId) ?? 0) + amountFen);
            for (const row of commissionBack({ byLine: rows }, refunded, after).byLine) {
              expect(row.amountFen).toBeGreaterThanOrEqual(0);
              const key = `${row.lineId} ${row.payeeId ?? 'S1'}`;
              back.set(key, (back.get(key) ?? 0) + row.amountFen);
            }
            refunded = after;
          }
          for (const { lineId, payeeId = 'S1', amountFen, baseFen } of rows)
            if (baseFen > 0) expect(back.get(`${lineId} ${payeeId}`)).toBe(amountFen);
          expect(sumOf(keptCommission({ byLine: rows }, refunded).byLine)).toBe(0);
        }
      }),
    );
  });
});

/** The lines in pieces: some that chance chose, and all the rest. */
function piecesOf(
  lines: readonly JudgedLine[],
  some: readonly (readonly [number, number])[],
): (readonly [string, number])[] {
  const left = new Map(lines.map(({ id, amountFen }) => [id, amountFen]));
  const pieces = some.flatMap(([line, wanted]): [string, number][] => {
    const { id } = lines[line % lines.length] as JudgedLine;
    const amountFen = Math.min(wanted, left.get(id) ?? 0);
    left.set(id, (left.get(id) ?? 0) - amountFen);
    return amountFen > 0 ? [[id, amountFen]] : [];
  });
  return [...pieces, ...left];
}

test('a part that has nobody pays nobody, and the others what they would have been paid', () => {
  const rates = compileRates(
    ratesOf([ruleWith('one', { pays: { branch: percentPay(100), second_level: percentPay(50) } })]),
    'v1',
  );
  expect(judge(rates, anOrder, [aLine()], onlySeller).rows.map(({ amountFen }) => amountFen)).toEqual([500]);
  expect(judge(rates, anOrder, [aLine()], everybody).rows.map(({ amountFen }) => amountFen)).toEqual([
    500, 100, 50,
  ]);
});
