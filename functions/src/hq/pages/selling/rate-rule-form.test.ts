import {
  type CommissionRule,
  commissionRatesSchema,
  noCaps,
  noConditions,
  percentPay,
} from '@jindian/shared/contract/selling/rates';
import { expect, test } from 'vitest';
import { type FormFields, fieldsOf } from '../../forms/fields.ts';
import {
  changedRules,
  fieldOf,
  fieldsOfRule,
  freeRuleId,
  listConditions,
  readRule,
  withRule,
} from './rate-rule-form.ts';
import type { RuleNames } from './rate-text.ts';

const full: CommissionRule = {
  id: 'rule_1',
  name: { zh: '鞋履加码', en: 'More for shoes' },
  enabled: true,
  when: {
    categoryIds: ['shoes', 'shoes.kids'],
    productIds: ['P001'],
    brandLines: ['轻行 Air', '大步'],
    sellerKinds: ['guide', 'station'],
    sellerIds: ['01JD3V8Q9XKZ4M7T2N5R6W8Y1D'],
    branchIds: ['B00001', 'B00002'],
    branchOwnership: ['dealer'],
    areas: [
      { province: '山东', city: '烟台' },
      { province: '河南', city: null },
    ],
    sceneIds: ['tv'],
    channels: ['h5'],
    fromMs: Date.parse('2026-12-12T00:00:00+08:00'),
    beforeMs: Date.parse('2026-12-13T09:30:00+08:00'),
    orderFromFen: 19_950,
    buyers: 'returning',
  },
  pays: {
    seller: { by: 'percent', basisPoints: 525, floorFen: 50, capFen: 5_000 },
    branch: percentPay(100),
    second_level: null,
    grid_branch: { by: 'piece', pieceFen: 80, floorFen: null, capFen: 300 },
  },
};
const named: RuleNames = {
  category: () => '鞋履',
  product: () => '轻便跑鞋 · 男款',
  branch: () => '烟台店',
  seller: () => '李雷',
  scene: () => '电视广告',
};

const without = (fields: FormFields, ...gone: string[]) =>
  fieldsOf(
    fields
      .names()
      .filter((name) => !gone.some((one) => name === one || name.startsWith(`${one}.`)))
      .flatMap((name) => fields.all(name).map((text) => [name, text] as const)),
  );
const withText = (fields: FormFields, ...texts: (readonly [string, string])[]) =>
  fieldsOf([
    ...fields.names().flatMap((name) => fields.all(name).map((text) => [name, text] as const)),
    ...texts,
  ]);

test('a rule that is opened and saved is the same rule, whatever its names are', () => {
  expect(readRule(fieldsOfRule(full, named), 'rule_1')).toEqual({ rule: full, faults: new Map() });
  const open = { ...full, when: noConditions };
  expect(readRule(fieldsOfRule(open, named), 'rule_1').rule).toEqual(open);
});

test.each(listConditions)(
  'taking all out of %s does not make a rule for anything, unless that is said',
  (list) => {
    const emptied = without(fieldsOfRule(full, named), `when.${list}`);
    const { rule, faults } = readRule(emptied, 'rule_1');
    expect(rule).toBeNull();
    expect(faults.get(`when.${list}`)).toEqual({ word: 'rateOnlyBad' });
    expect(readRule(without(emptied, `only.${list}`), 'rule_1').rule?.when[list]).toBeNull();
  },
);

test.each([
  ['pays.seller.percent', '101', 'rateBadPercent'],
  ['pays.seller.percent', '', 'rateBadPercent'],
  ['pays.seller.floorFen', 'x', 'rateBadMoney'],
  ['pays.seller.floorFen', '60', 'rateProblem.floor_above_cap'],
  ['pays.grid_branch.pieceFen', '', 'rateBadMoney'],
  ['when.fromMs', '2026-02-30T00:00', 'rateBadTime'],
  ['when.orderFromFen', '-1', 'rateBadMoney'],
  ['when.buyers', 'anybody', 'rateBadChoice'],
  ['when.channels', 'fax', 'rateBadChoice'],
  ['name.zh', '', 'rateBadName'],
])('%s = %s is refused at that field', (field, text, word) => {
  const typed = withText(without(fieldsOfRule(full, named), field), [field, text]);
  const { rule, faults } = readRule(typed, 'rule_1');
  expect(rule).toBeNull();
  expect(faults.get(field)?.word).toBe(word);
});

test('a name that was typed and not chosen stands for nothing that is there', () => {
  const typed = withText(without(fieldsOfRule(full, named), 'when.sellerIds'), ['when.sellerIds', '韩梅梅']);
  expect(readRule(typed, 'rule_1').rule?.when.sellerIds).toEqual(['韩梅梅']);
});

test('a path that the server refuses is a field of the form', () => {
  expect(fieldOf('rules.3.when.productIds.1')).toBe('when.productIds');
  expect(fieldOf('content.rules.0.pays.seller.basisPoints')).toBe('pays.seller.percent');
  expect(fieldOf('rules.3')).toBe('rule');
});

test('a new rule stands in front of the one for all else, a copy behind what it is copied from', () => {
  const open = (id: string): CommissionRule => ({ ...full, id, when: noConditions });
  const rules = [full, { ...full, id: 'rule_2' }, open('rest')];
  const ids = (list: readonly CommissionRule[] | null) => list?.map(({ id }) => id);
  expect(freeRuleId(rules)).toBe('rule_3');
  expect(ids(withRule(rules, { ...full, id: 'new' }, null))).toEqual(['rule_1', 'rule_2', 'new', 'rest']);
  expect(ids(withRule(rules, { ...full, id: 'new' }, 'rule_1'))).toEqual(['rule_1', 'new', 'rule_2', 'rest']);
  expect(ids(withRule(rules, { ...full, id: 'new' }, 'rest'))).toEqual(['rule_1', 'rule_2', 'new', 'rest']);
  expect(ids(changedRules(rules, 'to', 'rule_2', 0))).toEqual(['rule_2', 'rule_1', 'rest']);
  expect(ids(changedRules(rules, 'down', 'rule_1', Number.NaN))).toEqual(['rule_2', 'rule_1', 'rest']);
  expect(changedRules(rules, 'up', 'rule_1', Number.NaN)).toBeNull();
  expect(changedRules(rules, 'to', 'rule_1', 3)).toBeNull();
  expect(changedRules(rules, 'to', 'rule_1', Number.NaN)).toBeNull();
  expect(changedRules(rules, 'remove', 'nothing', 0)).toBeNull();
  const late = {
    format: 2,
    caps: noCaps,
    rules: changedRules(rules, 'down', 'rule_2', Number.NaN),
  };
  expect(commissionRatesSchema.safeParse(late).success).toBe(false);
});
