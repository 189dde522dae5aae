/** Between a person's form and the policy: every field as it was typed, and what it means. */
import {
  type DeliveryCosts,
  type PolicyScope,
  policyScopeSchema,
  type ServiceFees,
  type SortKey,
  type SourcingFilter,
  type SourcingRule,
} from '@jindian/shared/contract/serving/sourcing-policy';
import { readYuan } from '../../format.ts';
import type { Word } from '../../words/say.ts';

export type Field = (name: string) => string;
export type Fields = Record<string, string>;
/** The word of the field that cannot be read. */
export type Read<T> = { value: T } | { fault: Word };

export const plainFilters = [
  'status',
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
export const sortBys = ['distance', 'cost', 'stock_depth', 'load', 'fairness'] as const;
export const actionTypes = ['allocate', 'offer', 'grab', 'wait', 'split', 'hand_to_hq'] as const;
export const maxFormSorts = 3;
export const maxFormFeeBands = 8;
export const costKinds = ['branch', 'branch_warehouse', 'central_warehouse'] as const;
export const maxFormCostBands = 3;
const owners = ['hq', 'dealer'] as const;

class Unreadable extends Error {
  readonly word: Word;
  constructor(word: Word) {
    super(word);
    this.word = word;
  }
}

function reading<T>(read: () => T): Read<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.word };
    throw error;
  }
}

function wholeNumber(text: string, word: Word): number {
  if (!/^\d{1,9}$/.test(text.trim())) throw new Unreadable(word);
  return Number(text);
}

/** Thousandths of what was typed: metres of km, grams of kg. */
function thousandths(text: string, word: Word): number {
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text.trim())) throw new Unreadable(word);
  return Math.round(Number(text) * 1000);
}

function fen(text: string, word: Word): number {
  const amount = readYuan(text);
  if (amount === null) throw new Unreadable(word);
  return amount;
}

const orNull = <T>(text: string, read: (text: string) => T): T | null =>
  text.trim() === '' ? null : read(text);

export function readList(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[、，,\s]+/)
        .map((part) => part.trim())
        .filter(Boolean),
    ),
  ];
}

const yuan = (amountFen: number) => String(amountFen / 100);
const thousand = (amount: number) => String(amount / 1000);

/** The rule as the form shows it. */
export function ruleFields(rule: SourcingRule): Fields {
  const { candidates, filters, action, sort } = rule;
  const fields: Fields = {
    nameZh: rule.name.zh,
    nameEn: rule.name.en,
    enabled: rule.enabled ? 'yes' : '',
    from: candidates.from,
    keepPieces: String(rule.keepPieces),
    action: action.type,
    otherwise: rule.otherwise,
    withinKm: '',
    limit: '10',
    withinMinutes: '15',
    untilRefusals: '',
    autoHq: 'yes',
    minEligible: '2',
    maxEligible: '20',
    maxTimes: '3',
    minYuan: '300',
    parts: '3',
  };
  if (candidates.from === 'nearest') {
    for (const kind of candidates.kinds) fields[`kind_${kind}`] = 'yes';
    fields.withinKm = candidates.withinMeters === null ? '' : thousand(candidates.withinMeters);
    fields.limit = String(candidates.limit);
  }
  for (const filter of filters) {
    fields[`filter_${filter.type}`] = 'yes';
    if (filter.type === 'max_distance') fields.maxKm = thousand(filter.meters);
    if (filter.type === 'open') fields.openAfter = String(filter.afterMinutes);
    if (filter.type === 'provinces') fields.provinces = filter.provinces.join('、');
    if (filter.type === 'weight') fields.maxKg = filter.maxGrams === null ? '' : thousand(filter.maxGrams);
  }
  sort.slice(0, maxFormSorts).forEach((key, index) => {
    fields[`sort_${index}`] = key.by;
    fields[`band_${index}`] = bandOf(key);
  });
  if (action.type === 'offer' || action.type === 'grab') fields.withinMinutes = String(action.withinMinutes);
  if (action.type === 'offer') {
    fields.autoHq = action.autoAcceptHqOwned ? 'yes' : '';
    fields.untilRefusals = action.untilRefusals === null ? '' : String(action.untilRefusals);
  }
  if (action.type === 'grab') {
    fields.minEligible = String(action.minEligible);
    fields.maxEligible = String(action.maxEligible);
  }
  if (action.type === 'wait') {
    fields.withinMinutes = String(action.minutes);
    fields.maxTimes = String(action.maxTimes);
    fields.evenWithoutStock = action.evenWithoutStock ? 'yes' : '';
  }
  if (action.type === 'split') {
    fields.minYuan = yuan(action.minValueFen);
    fields.parts = String(action.maxFulfilments);
    fields.splitOffer = action.offer ? 'yes' : '';
    if (action.offer) {
      fields.withinMinutes = String(action.offer.withinMinutes);
      fields.autoHq = action.offer.autoAcceptHqOwned ? 'yes' : '';
    }
  }
  return fields;
}

function bandOf(key: SortKey): string {
  switch (key.by) {
    case 'distance':
      return key.bandMeters === undefined ? '' : thousand(key.bandMeters);
    case 'cost':
      return key.bandFen === undefined ? '' : yuan(key.bandFen);
    case 'stock_depth':
      return String(key.bandTimes ?? '');
    case 'load':
      return String(key.bandOrders ?? '');
    case 'fairness':
      return String(key.bandMinutes ?? '');
  }
}

/** The rule that the form says; whether it is sound as a part of the chain is asked afterwards. */
export function readRule(field: Field, id: string): Read<SourcingRule> {
  return reading(() => {
    const zh = field('nameZh').trim();
    const en = field('nameEn').trim();
    if (zh === '' || zh.length > 40) throw new Unreadable('formNameZh');
    if (en === '' || en.length > 60) throw new Unreadable('formNameEn');
    const action = readAction(field);
    return {
      id,
      name: { zh, en },
      enabled: field('enabled') === 'yes',
      candidates: readCandidates(field, action),
      filters: readFilters(field),
      keepPieces: wholeNumber(field('keepPieces') || '0', 'formKeepPieces'),
      sort: readSort(field),
      action,
      otherwise: field('otherwise') === 'hand_to_hq' ? 'hand_to_hq' : 'next',
    };
  });
}

function readCandidates(field: Field, action: SourcingRule['action']): SourcingRule['candidates'] {
  if (action.type === 'hand_to_hq') return { from: 'none' };
  if (field('from') === 'own_grid') return { from: 'own_grid' };
  const kinds = costKinds.filter((kind) => field(`kind_${kind}`) === 'yes');
  if (kinds.length === 0) throw new Unreadable('formKinds');
  return {
    from: 'nearest',
    kinds,
    withinMeters: orNull(field('withinKm'), (text) => thousandths(text, 'formWithin')),
    limit: wholeNumber(field('limit'), 'formLimit'),
  };
}

function readFilters(field: Field): SourcingFilter[] {
  const filters: SourcingFilter[] = plainFilters
    .filter((type) => field(`filter_${type}`) === 'yes')
    .map((type) => ({ type }));
  if (field('maxKm').trim() !== '')
    filters.push({ type: 'max_distance', meters: thousandths(field('maxKm'), 'formMaxDistance') });
  if (field('openAfter').trim() !== '')
    filters.push({ type: 'open', afterMinutes: wholeNumber(field('openAfter'), 'formOpenAfter') });
  const provinces = readList(field('provinces'));
  if (provinces.length > 0) filters.push({ type: 'provinces', provinces });
  if (field('filter_weight') === 'yes' || field('maxKg').trim() !== '')
    filters.push({
      type: 'weight',
      maxGrams: orNull(field('maxKg'), (text) => thousandths(text, 'formMaxKilograms')),
    });
  return filters;
}

function readSort(field: Field): SortKey[] {
  return Array.from({ length: maxFormSorts }, (_, index) => {
    const by = sortBys.find((known) => known === field(`sort_${index}`));
    return by ? [readSortKey(by, field(`band_${index}`).trim())] : [];
  }).flat();
}

function readSortKey(by: (typeof sortBys)[number], band: string): SortKey {
  if (band === '') return { by };
  switch (by) {
    case 'distance':
      return { by, bandMeters: thousandths(band, 'formSortBand') };
    case 'cost':
      return { by, bandFen: fen(band, 'formSortBand') };
    case 'stock_depth':
      return { by, bandTimes: wholeNumber(band, 'formSortBand') };
    case 'load':
      return { by, bandOrders: wholeNumber(band, 'formSortBand') };
    case 'fairness':
      return { by, bandMinutes: wholeNumber(band, 'formSortBand') };
  }
}

function readAction(field: Field): SourcingRule['action'] {
  const minutes = () => wholeNumber(field('withinMinutes'), 'formMinutes');
  const autoAcceptHqOwned = field('autoHq') === 'yes';
  switch (actionTypes.find((type) => type === field('action'))) {
    case 'allocate':
      return { type: 'allocate' };
    case 'offer':
      return {
        type: 'offer',
        withinMinutes: minutes(),
        autoAcceptHqOwned,
        untilRefusals: orNull(field('untilRefusals'), (text) => wholeNumber(text, 'formUntilRefusals')),
      };
    case 'grab':
      return {
        type: 'grab',
        withinMinutes: minutes(),
        minEligible: wholeNumber(field('minEligible'), 'formMinEligible'),
        maxEligible: wholeNumber(field('maxEligible'), 'formMaxEligible'),
      };
    case 'wait':
      return {
        type: 'wait',
        minutes: minutes(),
        maxTimes: wholeNumber(field('maxTimes'), 'formWaitTimes'),
        evenWithoutStock: field('evenWithoutStock') === 'yes',
      };
    case 'split':
      return {
        type: 'split',
        minValueFen: fen(field('minYuan'), 'formSplitValue'),
        maxFulfilments: wholeNumber(field('parts'), 'formSplitParts'),
        offer: field('splitOffer') === 'yes' ? { withinMinutes: minutes(), autoAcceptHqOwned } : null,
      };
    case 'hand_to_hq':
      return { type: 'hand_to_hq' };
    default:
      throw new Unreadable('formAction');
  }
}

export function scopeFields(scope: PolicyScope): Fields {
  return {
    nameZh: scope.name.zh,
    nameEn: scope.name.en,
    provinces: (scope.provinces ?? []).join('、'),
    cities: (scope.cities ?? []).join('、'),
    categoryIds: (scope.categoryIds ?? []).join(', '),
    ...Object.fromEntries((scope.trades ?? []).map((trade) => [`trade_${trade}`, 'yes'])),
    ...Object.fromEntries((scope.channels ?? []).map((channel) => [`channel_${channel}`, 'yes'])),
  };
}

export function readScope(
  field: Field,
  scope: PolicyScope,
  known: { trades: readonly string[]; channels: readonly string[] },
): Read<PolicyScope> {
  const some = <T>(values: readonly T[]) => (values.length === 0 ? null : values);
  const chosen = (prefix: string, all: readonly string[]) =>
    some(all.filter((each) => field(`${prefix}_${each}`) === 'yes'));
  const parsed = policyScopeSchema.safeParse({
    ...scope,
    name: { zh: field('nameZh').trim(), en: field('nameEn').trim() },
    provinces: some(readList(field('provinces'))),
    cities: some(readList(field('cities'))),
    categoryIds: some(readList(field('categoryIds'))),
    trades: chosen('trade', known.trades),
    channels: chosen('channel', known.channels),
  });
  if (parsed.success) return { value: parsed.data };
  const wrong = String(parsed.error.issues[0]?.path[0] ?? '');
  const words: Record<string, Word> = {
    provinces: 'scopeProvinces',
    cities: 'scopeCities',
    categoryIds: 'scopeCategories',
  };
  return { fault: words[wrong] ?? 'formNameZh' };
}

export function feeFields(fees: ServiceFees | null, costs: DeliveryCosts | null): Fields {
  const fields: Fields = {
    raise: yuan(fees?.raisePerRefusalFen ?? 0),
    max: yuan(fees?.maxFen ?? 0),
  };
  fees?.bands.slice(0, maxFormFeeBands).forEach(({ ownership, provinces, upToMeters, feeFen }, index) => {
    fields[`fee_who_${index}`] = ownership ?? '';
    fields[`fee_where_${index}`] = (provinces ?? []).join('、');
    fields[`fee_km_${index}`] = upToMeters === null ? '' : thousand(upToMeters);
    fields[`fee_yuan_${index}`] = yuan(feeFen);
  });
  for (const kind of costKinds)
    costs?.[kind].slice(0, maxFormCostBands).forEach((band, index) => {
      fields[`cost_km_${kind}_${index}`] = band.upToMeters === null ? '' : thousand(band.upToMeters);
      fields[`cost_grams_${kind}_${index}`] = String(band.firstGrams);
      fields[`cost_first_${kind}_${index}`] = yuan(band.firstFen);
      fields[`cost_more_${kind}_${index}`] = yuan(band.perKilogramFen);
    });
  return fields;
}

export function readFees(field: Field): Read<{ fees: ServiceFees | null; costs: DeliveryCosts | null }> {
  return reading(() => {
    const bands = Array.from({ length: maxFormFeeBands }, (_, index) => index)
      .filter((index) => field(`fee_yuan_${index}`).trim() !== '')
      .map((index) => {
        const provinces = readList(field(`fee_where_${index}`));
        const who = field(`fee_who_${index}`);
        return {
          ownership: owners.find((owner) => owner === who) ?? null,
          provinces: provinces.length === 0 ? null : provinces,
          upToMeters: orNull(field(`fee_km_${index}`), (text) => thousandths(text, 'formFeeUpTo')),
          feeFen: fen(field(`fee_yuan_${index}`), 'formFeeAmount'),
        };
      });
    const fees =
      bands.length === 0
        ? null
        : {
            bands,
            raisePerRefusalFen: fen(field('raise') || '0', 'formFeeRaise'),
            maxFen: fen(field('max') || '0', 'formFeeMax'),
          };
    const tables = costKinds.map((kind) => readCostBands(field, kind));
    if (tables.every((table) => table.length === 0)) return { fees, costs: null };
    if (tables.some((table) => table.length === 0)) throw new Unreadable('formCosts');
    const [branch, branchWarehouse, centralWarehouse] = tables as [
      (typeof tables)[number],
      (typeof tables)[number],
      (typeof tables)[number],
    ];
    return {
      fees,
      costs: { branch, branch_warehouse: branchWarehouse, central_warehouse: centralWarehouse },
    };
  });
}

function readCostBands(field: Field, kind: string): DeliveryCosts['branch'] {
  return Array.from({ length: maxFormCostBands }, (_, index) => index)
    .filter((index) => field(`cost_first_${kind}_${index}`).trim() !== '')
    .map((index) => ({
      upToMeters: orNull(field(`cost_km_${kind}_${index}`), (text) => thousandths(text, 'formCosts')),
      firstGrams: wholeNumber(field(`cost_grams_${kind}_${index}`) || '0', 'formCostGrams'),
      firstFen: fen(field(`cost_first_${kind}_${index}`), 'formCostFirst'),
      perKilogramFen: fen(field(`cost_more_${kind}_${index}`) || '0', 'formCostMore'),
    }));
}
