import type {
  PolicyChain,
  PolicyScope,
  SortKey,
  SourcingFilter,
  SourcingRule,
} from '@jindian/shared/contract/serving/sourcing-policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultBook } from '../../../serving/sourcing/book.ts';
import { fieldsOf } from '../../forms/fields.ts';
import {
  feeFields,
  filterField,
  plainFilters,
  readFees,
  readRule,
  readScope,
  ruleFields,
  scopeFields,
} from './sourcing-form.ts';

const sent = (fields: Record<string, string>) => fieldsOf(Object.entries(fields));
/** What stands in the page for a filter that is not there. */
const blank = Object.fromEntries(
  (['max_distance', 'open', 'provinces'] as const).map((type) => [filterField(type), type]),
);
const standard = defaultBook.standard;
const [someRule] = standard.rules as [SourcingRule];

const meters = fc.integer({ min: 1, max: 900_000 });
const minutes = fc.integer({ min: 1, max: 10_080 });
const filters: fc.Arbitrary<SourcingFilter[]> = fc
  .tuple(
    // `status` holds always: it is in rules that say it, and in no form.
    fc.subarray(['status' as const, ...plainFilters]),
    fc.option(meters),
    fc.option(minutes),
    fc.subarray(['上海', '江苏', '山东']),
    fc.option(fc.option(meters)),
  )
  .chain(([plain, far, open, provinces, weight]) => {
    const all: SourcingFilter[] = [
      ...plain.map((type) => ({ type })),
      ...(far === null ? [] : [{ type: 'max_distance' as const, meters: far }]),
      ...(open === null ? [] : [{ type: 'open' as const, afterMinutes: open }]),
      ...(provinces.length === 0 ? [] : [{ type: 'provinces' as const, provinces }]),
      ...(weight === null ? [] : [{ type: 'weight' as const, maxGrams: weight }]),
    ];
    // In whatever order HQ has put them.
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  })
  .filter((some) => some.length <= 12);
const sortKey: fc.Arbitrary<SortKey> = fc.oneof(
  fc.record({ by: fc.constant('distance' as const), bandMeters: meters }),
  fc.record({ by: fc.constant('cost' as const), bandFen: fc.integer({ min: 1, max: 90_000 }) }),
  fc.constantFrom<SortKey>({ by: 'load' }, { by: 'stock_depth', bandTimes: 3 }, { by: 'fairness' }),
);
const action: fc.Arbitrary<SourcingRule['action']> = fc.oneof(
  fc.constant({ type: 'allocate' as const }),
  fc.record({
    type: fc.constant('offer' as const),
    withinMinutes: minutes,
    autoAcceptHqOwned: fc.boolean(),
    untilRefusals: fc.option(fc.integer({ min: 1, max: 50 })),
  }),
  fc.record({
    type: fc.constant('wait' as const),
    minutes,
    maxTimes: fc.integer({ min: 1, max: 100 }),
    evenWithoutStock: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('split' as const),
    minValueFen: fc.integer({ min: 0, max: 90_000 }),
    maxFulfilments: fc.constantFrom(2, 3),
    offer: fc.option(fc.record({ withinMinutes: minutes, autoAcceptHqOwned: fc.boolean() })),
  }),
);

describe('a form that is opened and saved changes nothing', () => {
  test.each(standard.rules.map((rule) => [rule.id, rule] as const))('of the rule %s', (_, rule) => {
    expect(readRule(sent({ ...blank, ...ruleFields(rule) }), rule)).toEqual({ value: rule });
  });

  test('of any rule: every filter in its order, every key of the sort', () => {
    const rule = fc.record({
      keepPieces: fc.integer({ min: 0, max: 9 }),
      enabled: fc.boolean(),
      filters,
      sort: fc.array(sortKey, { maxLength: 6 }),
      action,
    });
    fc.assert(
      fc.property(rule, (change) => {
        const made: SourcingRule = { ...someRule, ...change };
        expect(readRule(sent({ ...blank, ...ruleFields(made) }), made)).toEqual({ value: made });
      }),
    );
  });

  test('of fees and costs, however many bands there are', () => {
    const many: Pick<PolicyChain, 'serviceFees' | 'deliveryCosts'> = {
      serviceFees: {
        bands: Array.from({ length: 20 }, (_, index) => ({
          ownership: index % 2 === 0 ? ('dealer' as const) : null,
          provinces: index % 3 === 0 ? ['上海', '江苏'] : null,
          upToMeters: index === 19 ? null : (index + 1) * 1_500,
          feeFen: 450 + index,
        })),
        raisePerRefusalFen: 100,
        maxFen: 2_000,
      },
      deliveryCosts: {
        branch: [1, 2, 3, 4, null].map((km) => ({
          upToMeters: km === null ? null : km * 1_000,
          firstGrams: 1_000,
          firstFen: 650,
          perKilogramFen: 0,
        })),
        branch_warehouse: [{ upToMeters: null, firstGrams: 0, firstFen: 800, perKilogramFen: 120 }],
        central_warehouse: [{ upToMeters: null, firstGrams: 500, firstFen: 1_200, perKilogramFen: 150 }],
      },
    };
    expect(readFees(sent(feeFields(many)))).toEqual({ value: many });
    const none = { serviceFees: null, deliveryCosts: null };
    expect(readFees(sent(feeFields(none)))).toEqual({ value: none });
  });

  test('of which orders a chain is for', () => {
    const scope: PolicyScope = {
      id: 'scope_1',
      name: { zh: '生鲜', en: 'Fresh' },
      provinces: ['山东'],
      cities: null,
      categoryIds: ['fruit', 'shoes'],
      channels: ['h5'],
      chain: standard,
    };
    expect(readScope(sent(scopeFields(scope)), scope)).toEqual({ value: scope });
  });
});

test('what cannot be read is named by the word that stands above its field', () => {
  const read = (change: Record<string, string>) =>
    readRule(sent({ ...blank, ...ruleFields({ ...someRule, ...changed }), ...change }), someRule);
  const changed: Partial<SourcingRule> = {
    candidates: { from: 'nearest', kinds: ['branch'], withinMeters: null, limit: 10 },
    action: { type: 'offer', withinMinutes: 15, autoAcceptHqOwned: true, untilRefusals: null },
  };
  expect(read({ 'name.en': '' })).toEqual({ fault: 'formNameEn' });
  expect(read({ 'candidates.kinds': '' })).toEqual({ fault: 'formKinds' });
  expect(read({ 'candidates.withinMeters': 'far' })).toEqual({ fault: 'formWithin' });
  expect(read({ [filterField('max_distance', 'meters')]: '-1' })).toEqual({ fault: 'formMaxDistance' });
  expect(read({ [filterField('weight', 'maxGrams')]: '5' })).toEqual({ fault: 'formMaxKilograms' });
  expect(read({ 'action.withinMinutes': '' })).toEqual({ fault: 'formMinutes' });
  expect(read({ 'action.type': 'give_away' })).toEqual({ fault: 'formAction' });
  expect(read({ keepPieces: '' })).toMatchObject({ value: { keepPieces: 0 } });
});
