/** Between a person's form and the policy: the policy's own schema, and where its form differs from it. */
import {
  deliveryCostsSchema,
  type PolicyChain,
  type PolicyScope,
  policyScopeSchema,
  type SourcingFilter,
  type SourcingRule,
  serviceFeesSchema,
  sourcingRuleSchema,
} from '@jindian/shared/contract/serving/sourcing-policy';
import { z } from '@jindian/shared/zod';
import { anyPlace, type FormShape, textsFrom, valueFrom } from '../../forms/coerce.ts';
import type { FormFields } from '../../forms/fields.ts';
import type { Word } from '../../words/say.ts';

/** What stands in a form, by the names of its fields. */
export type Fields = Record<string, string>;
/** The word of the field that cannot be read. */
export type Read<T> = { value: T } | { fault: Word };

/** What is not in service gets nothing, whatever a rule says: nobody is asked whether it may. */
export const plainFilters = [
  'serving_radius',
  'own_grid',
  'capacity',
  'slot_capacity',
  'abilities',
  'sharing',
  'above_safety',
  'not_tried',
  'region',
] as const satisfies readonly SourcingFilter['type'][];
/** There as soon as their value is; a weight may be left open, so it is ticked. */
const valuedFilters = ['max_distance', 'open', 'provinces', 'weight'] as const;
const filterTypes: readonly SourcingFilter['type'][] = [...plainFilters, ...valuedFilters];
/** Each kind of filter has its place in the form. */
export const filterField = (type: SourcingFilter['type'], part = 'type') =>
  `filters.${filterTypes.indexOf(type)}.${part}`;
export const sortBys = ['distance', 'cost', 'stock_depth', 'load', 'fairness'] as const;
export const actionTypes = ['allocate', 'offer', 'grab', 'wait', 'split', 'hand_to_hq'] as const;
export const costKinds = ['branch', 'branch_warehouse', 'central_warehouse'] as const;

type Words = Readonly<Record<string, Word>>;

/** What the schema makes of the form, or the word of the first field that it refuses. */
function sound<T>(schema: z.ZodType<T>, value: unknown, words: Words): Read<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const path = anyPlace(parsed.error.issues[0]?.path.map(String).join('.') ?? '');
  const named = Object.keys(words).filter((known) => path === known || path.startsWith(`${known}.`));
  const closest = named.sort((a, b) => b.length - a.length)[0];
  return { fault: closest === undefined ? 'formNameZh' : (words[closest] as Word) };
}

const ruleShape: FormShape = {
  names: {
    // One field for how much makes no difference, in the unit of what is sorted by.
    'sort.*.bandMeters': 'sort.*.band',
    'sort.*.bandFen': 'sort.*.band',
    'sort.*.bandTimes': 'sort.*.band',
    'sort.*.bandOrders': 'sort.*.band',
    'sort.*.bandMinutes': 'sort.*.band',
    // One field for a time, whichever action it is of.
    'action.minutes': 'action.withinMinutes',
    'action.offer.withinMinutes': 'action.withinMinutes',
    'action.offer.autoAcceptHqOwned': 'action.autoAcceptHqOwned',
  },
  thousandths: ['candidates.withinMeters', 'filters.*.meters', 'filters.*.maxGrams', 'sort.*.bandMeters'],
  zeros: ['keepPieces'],
};

const ruleWords: Words = {
  'name.zh': 'formNameZh',
  'name.en': 'formNameEn',
  candidates: 'formWho',
  'candidates.kinds': 'formKinds',
  'candidates.withinMeters': 'formWithin',
  'candidates.limit': 'formLimit',
  filters: 'formFilters',
  'filters.*.type': 'formMaxKilograms',
  'filters.*.meters': 'formMaxDistance',
  'filters.*.afterMinutes': 'formOpenAfter',
  'filters.*.provinces': 'formProvinces',
  'filters.*.maxGrams': 'formMaxKilograms',
  keepPieces: 'formKeepPieces',
  sort: 'formSortBand',
  action: 'formAction',
  'action.withinMinutes': 'formMinutes',
  'action.minutes': 'formMinutes',
  'action.offer': 'formMinutes',
  'action.untilRefusals': 'formUntilRefusals',
  'action.minEligible': 'formMinEligible',
  'action.maxEligible': 'formMaxEligible',
  'action.maxTimes': 'formWaitTimes',
  'action.minValueFen': 'formSplitValue',
  'action.maxFulfilments': 'formSplitParts',
  otherwise: 'formOtherwise',
};

/** What an action that is chosen anew begins with. */
const newAction: Fields = {
  'candidates.limit': '10',
  'action.withinMinutes': '15',
  'action.autoAcceptHqOwned': 'yes',
  'action.minEligible': '2',
  'action.maxEligible': '20',
  'action.maxTimes': '3',
  'action.minValueFen': '300',
  'action.maxFulfilments': '3',
};

/** The rule as the form shows it. */
export function ruleFields(rule: SourcingRule): Fields {
  const { action } = rule;
  const filters = filterTypes.map((type) => rule.filters.find((filter) => filter.type === type));
  return {
    ...newAction,
    ...textsFrom(sourcingRuleSchema, { ...rule, filters }, ruleShape),
    'action.offer': action.type === 'split' && action.offer ? 'yes' : '',
  };
}

/** The rule that the form says; whether it is sound as a part of the chain is asked afterwards. */
export function readRule(fields: FormFields, rule: SourcingRule): Read<SourcingRule> {
  const typed = valueFrom(sourcingRuleSchema, fields, ruleShape) as SourcingRule;
  const before = rule.filters.map(({ type }) => type);
  const place = ({ type }: SourcingFilter) =>
    (before.indexOf(type) + before.length + 1) % (before.length + 1);
  const unasked = rule.filters.filter(({ type }) => !filterTypes.includes(type));
  const filters = [...unasked, ...typed.filters.filter(isMeant)].sort((a, b) => place(a) - place(b));
  // Handing to HQ is done for nobody.
  const candidates = typed.action.type === 'hand_to_hq' ? { from: 'none' } : typed.candidates;
  return sound(sourcingRuleSchema, { ...typed, id: rule.id, filters, candidates }, ruleWords);
}

/** A filter with a value is there when its value is. */
function isMeant({ type: _type, ...value }: SourcingFilter): boolean {
  return Object.values(value).every((part: unknown) => (Array.isArray(part) ? part.length > 0 : part !== ''));
}

const scopeForm = policyScopeSchema.omit({ id: true, chain: true });
const scopeWords: Words = {
  'name.zh': 'formNameZh',
  'name.en': 'formNameEn',
  provinces: 'scopeProvinces',
  cities: 'scopeCities',
  categoryIds: 'scopeCategories',
};

export function scopeFields(scope: PolicyScope): Fields {
  return textsFrom(scopeForm, scope);
}

export function readScope(fields: FormFields, scope: PolicyScope): Read<PolicyScope> {
  const read = sound(scopeForm, valueFrom(scopeForm, fields), scopeWords);
  return 'fault' in read ? read : { value: { ...scope, ...read.value } };
}

const feesForm = z.object({
  serviceFees: serviceFeesSchema.nullable(),
  deliveryCosts: deliveryCostsSchema.nullable(),
});
type Fees = Pick<PolicyChain, 'serviceFees' | 'deliveryCosts'>;
const ofCosts = (part: string) => costKinds.map((kind) => `deliveryCosts.${kind}.*.${part}`);

const feesShape: FormShape = {
  thousandths: ['serviceFees.bands.*.upToMeters', ...ofCosts('upToMeters')],
  zeros: [
    'serviceFees.raisePerRefusalFen',
    'serviceFees.maxFen',
    ...ofCosts('firstGrams'),
    ...ofCosts('perKilogramFen'),
  ],
};
const feesWords: Words = {
  'serviceFees.bands': 'formFeeBands',
  'serviceFees.bands.*.provinces': 'formFeeProvinces',
  'serviceFees.bands.*.upToMeters': 'formFeeUpTo',
  'serviceFees.bands.*.feeFen': 'formFeeAmount',
  'serviceFees.raisePerRefusalFen': 'formFeeRaise',
  'serviceFees.maxFen': 'formFeeMax',
  deliveryCosts: 'formCosts',
  ...Object.fromEntries(ofCosts('upToMeters').map((path) => [path, 'formFeeUpTo' as const])),
  ...Object.fromEntries(ofCosts('firstGrams').map((path) => [path, 'formCostGrams' as const])),
  ...Object.fromEntries(ofCosts('firstFen').map((path) => [path, 'formCostFirst' as const])),
  ...Object.fromEntries(ofCosts('perKilogramFen').map((path) => [path, 'formCostMore' as const])),
};

export function feeFields({ serviceFees, deliveryCosts }: Fees): Fields {
  return {
    'serviceFees.raisePerRefusalFen': '0',
    'serviceFees.maxFen': '0',
    ...textsFrom(feesForm, { serviceFees, deliveryCosts }, feesShape),
  };
}

/** Without a band nobody is paid anything. */
export function readFees(fields: FormFields): Read<Fees> {
  const { serviceFees, deliveryCosts } = valueFrom(feesForm, fields, feesShape) as Fees;
  const paid = serviceFees && serviceFees.bands.length > 0 ? serviceFees : null;
  return sound(feesForm, { serviceFees: paid, deliveryCosts }, feesWords);
}

/** As many rows as a list has in the form, and `more` to fill; never more than it may have. */
export function rowsOf(fields: Fields, list: string, more: number, max: number): number {
  const places = Object.entries(fields).flatMap(([name, text]) =>
    name.startsWith(`${list}.`) && text !== '' ? [Number(name.slice(list.length + 1).split('.')[0])] : [],
  );
  return Math.min(max, Math.max(-1, ...places) + 1 + more);
}
