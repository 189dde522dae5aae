/** Between a rule and the fields of its form; what is wrong with a field is said by its name. */
import { commissionParts } from '@jindian/shared/contract/selling/commission-parts';
import {
  type CommissionConditions,
  type CommissionPay,
  type CommissionRule,
  commissionRuleSchema,
  isCatchAll,
  maxCommissionRules,
} from '@jindian/shared/contract/selling/rates';
import { readYuan } from '@jindian/shared/money';
import { brandDateTime, brandTimeOf } from '@jindian/shared/time';
import { readPercent } from '../../forms/coerce.ts';
import { bothTexts, type FormFields, fieldsOf } from '../../forms/fields.ts';
import { idPicked, pickedId, pickedText } from '../../forms/picked.ts';
import type { Word } from '../../words/say.ts';
import type { RuleNames } from './rate-text.ts';

/** Lists that a condition may be of, and those among them that are found by typing a name. */
export const listConditions = [
  'categoryIds',
  'productIds',
  'brandLines',
  'sellerKinds',
  'sellerIds',
  'branchIds',
  'branchOwnership',
  'areas',
  'sceneIds',
  'channels',
] as const;
export type ListCondition = (typeof listConditions)[number];

const picked: Partial<Record<ListCondition, { read(text: string): string; name: keyof RuleNames }>> = {
  productIds: { read: idPicked, name: 'product' },
  sellerIds: { read: pickedId, name: 'seller' },
  branchIds: { read: pickedId, name: 'branch' },
};

/** What is wrong, by the name of the field. */
export type RuleFaults = Map<string, { word: Word; what?: string }>;
export type ReadRule = { rule: CommissionRule | null; faults: RuleFaults };

/** The form as it begins for this rule. */
export function fieldsOfRule(rule: CommissionRule, names: RuleNames): FormFields {
  const { when, pays } = rule;
  const lists = listConditions.flatMap((list): [string, string][] => {
    const values = when[list];
    if (values === null) return [];
    const nameOf = picked[list] && names[picked[list].name];
    const texts = values.flatMap((value, index): [string, string][] =>
      typeof value === 'string'
        ? [[`when.${list}`, nameOf ? pickedText(nameOf(value) ?? value, value) : value]]
        : [
            [`when.areas.${index}.province`, value.province],
            [`when.areas.${index}.city`, value.city ?? ''],
          ],
    );
    return [[`only.${list}`, 'yes'], ...texts];
  });
  return fieldsOf([
    ['name.zh', rule.name.zh],
    ['name.en', rule.name.en],
    ...(rule.enabled ? [['enabled', 'yes'] as const] : []),
    ...lists,
    ['when.fromMs', when.fromMs === null ? '' : brandDateTime(when.fromMs)],
    ['when.beforeMs', when.beforeMs === null ? '' : brandDateTime(when.beforeMs)],
    ['when.orderFromFen', yuan(when.orderFromFen)],
    ['when.buyers', when.buyers ?? ''],
    ...commissionParts.flatMap((part) => payFields(part, pays[part])),
  ]);
}

function payFields(part: string, pay: CommissionPay | null): [string, string][] {
  const name = (field: string) => `pays.${part}.${field}`;
  if (!pay) return [[name('by'), 'none']];
  return [
    [name('by'), pay.by],
    [name('percent'), pay.by === 'percent' ? String(pay.basisPoints / 100) : ''],
    [name('pieceFen'), pay.by === 'piece' ? yuan(pay.pieceFen) : ''],
    [name('floorFen'), yuan(pay.floorFen)],
    [name('capFen'), yuan(pay.capFen)],
  ];
}

const yuan = (fen: number | null) => (fen === null ? '' : String(fen / 100));

/** The rule that the form says, or what is wrong with it. */
export function readRule(fields: FormFields, id: string): ReadRule {
  const faults: RuleFaults = new Map();
  const text = (name: string) => fields.text(name).trim();
  function money(name: string): number | null {
    if (text(name) === '') return null;
    const fen = readYuan(text(name));
    if (fen === null) faults.set(name, { word: 'rateBadMoney' });
    return fen;
  }
  function time(name: string): number | null {
    if (text(name) === '') return null;
    const atMs = brandTimeOf(text(name));
    if (atMs === null) faults.set(name, { word: 'rateBadTime' });
    return atMs;
  }
  function listed(list: ListCondition): unknown[] | null {
    const values = list === 'areas' ? areasFrom(fields) : valuesFrom(fields, list);
    if (values.length > 0) return values;
    // Whoever takes the last one out may not mean "for whatever is sold".
    if (text(`only.${list}`) === 'yes') faults.set(`when.${list}`, { word: 'rateOnlyBad' });
    return null;
  }
  function pay(part: string): CommissionPay | null {
    const name = (field: string) => `pays.${part}.${field}`;
    const by = text(name('by')) || 'none';
    if (by === 'none') return null;
    const bounds = { floorFen: money(name('floorFen')), capFen: money(name('capFen')) };
    if (by === 'percent') {
      const basisPoints = readPercent(text(name('percent')));
      if (basisPoints === null) faults.set(name('percent'), { word: 'rateBadPercent' });
      return { by, basisPoints: basisPoints ?? 0, ...bounds };
    }
    const pieceFen = money(name('pieceFen'));
    if (pieceFen === null) faults.set(name('pieceFen'), { word: 'rateBadMoney' });
    return { by: by as 'piece', pieceFen: pieceFen ?? 0, ...bounds };
  }
  const when = {
    ...Object.fromEntries(listConditions.map((list) => [list, listed(list)])),
    fromMs: time('when.fromMs'),
    beforeMs: time('when.beforeMs'),
    orderFromFen: money('when.orderFromFen'),
    buyers: text('when.buyers') || null,
  } as unknown as CommissionConditions;
  const pays = Object.fromEntries(commissionParts.map((part) => [part, pay(part)]));
  const given = { id, name: bothTexts(fields, 'name'), enabled: text('enabled') === 'yes', when, pays };
  const parsed = commissionRuleSchema.safeParse(given);
  if (parsed.success) return { rule: faults.size === 0 ? parsed.data : null, faults };
  for (const { path, message } of parsed.error.issues) {
    const field = fieldOf(path.map(String).join('.'));
    if (!faults.has(field)) faults.set(field, { word: wordOf(field, message) });
  }
  return { rule: null, faults };
}

function valuesFrom(fields: FormFields, list: ListCondition): string[] {
  const read = picked[list]?.read ?? ((text: string) => text.trim());
  const values = fields.all(`when.${list}`).map(read);
  return [...new Set(values)].filter((value) => value !== '');
}

function areasFrom(fields: FormFields): { province: string; city: string | null }[] {
  const rows = fields
    .names()
    .flatMap((name) => /^when\.areas\.(\d{1,3})\.(?:province|city)$/.exec(name)?.[1] ?? []);
  return [...new Set(rows)].flatMap((row) => {
    const province = fields.text(`when.areas.${row}.province`).trim();
    const city = fields.text(`when.areas.${row}.city`).trim();
    return province === '' && city === '' ? [] : [{ province, city: city === '' ? null : city }];
  });
}

/** A path in a rule → the field that it stands in; the same for a path in the whole document, of any of its rules. */
export function fieldOf(path: string): string {
  const own = path.replace(/^(?:content\.)?rules\.\d+\.?/, '');
  const [head, part = '', rest = ''] = own.split('.');
  if (head === 'when') return `when.${part}`;
  if (head === 'pays') return rest === 'basisPoints' ? `pays.${part}.percent` : own;
  return head === 'name' ? own : 'rule';
}

const messages = new Set([
  'unknown_id',
  'floor_above_cap',
  'more_than_the_price',
  'ends_before_it_begins',
  'never_reached',
]);

export function wordOf(field: string, message: string): Word {
  if (messages.has(message)) return `rateProblem.${message}` as Word;
  if (field.startsWith('name')) return 'rateBadName';
  if (field.endsWith('percent')) return 'rateBadPercent';
  if (field.endsWith('Fen')) return 'rateBadMoney';
  if (field.startsWith('when.') || field.startsWith('pays.')) return 'rateBadChoice';
  return 'rateProblem.other';
}

/** Where a new rule goes: behind the one that it is a copy of, and always in front of the one for all else. */
export function withRule(
  rules: readonly CommissionRule[],
  rule: CommissionRule,
  copiedFrom: string | null,
): CommissionRule[] {
  const catchAll = rules.findIndex((one) => one.enabled && isCatchAll(one));
  const last = catchAll < 0 || isCatchAll(rule) ? rules.length : catchAll;
  const original = rules.findIndex(({ id }) => id === copiedFrom);
  return rules.toSpliced(original < 0 ? last : Math.min(original + 1, last), 0, rule);
}

/** An id that no rule has or had: what was tried and paid by it is told by it. */
export function freeRuleId(rules: readonly Pick<CommissionRule, 'id'>[]): string {
  const taken = new Set(rules.map(({ id }) => id));
  let number = 1;
  while (taken.has(`rule_${number}`)) number += 1;
  return `rule_${number}`;
}

export const ruleActs = ['toggle', 'up', 'down', 'remove', 'to'] as const;
export type RuleAct = (typeof ruleActs)[number];

/** The rules with that done to one of them; null where it is not there, or there is nowhere to go. */
export function changedRules(
  rules: readonly CommissionRule[],
  act: RuleAct,
  ruleId: string,
  place: number,
): CommissionRule[] | null {
  const index = rules.findIndex(({ id }) => id === ruleId);
  const rule = rules[index];
  if (!rule) return null;
  if (act === 'toggle') return rules.with(index, { ...rule, enabled: !rule.enabled });
  if (act === 'remove') return rules.toSpliced(index, 1);
  const to = act === 'up' ? index - 1 : act === 'down' ? index + 1 : place;
  if (!Number.isInteger(to) || to < 0 || to >= rules.length) return null;
  return rules.toSpliced(index, 1).toSpliced(to, 0, rule);
}

export const isFull = (rules: readonly unknown[]) => rules.length >= maxCommissionRules;
