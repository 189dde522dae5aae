/** A policy in words: what each rule asks of whom, as a person would say it. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type {
  DeliveryCosts,
  PolicyScope,
  ServiceFees,
  SortKey,
  SourcingFilter,
  SourcingRule,
} from '@jindian/shared/contract/serving/sourcing-policy';
import { formatYuan } from '@jindian/shared/money';
import type { Visit } from '../../visit.ts';

type Says = Pick<Visit, 't' | 'code' | 'language'>;

const km = (meters: number) => String(Number((meters / 1000).toFixed(3)));
const listed = (visit: Says, parts: readonly string[]) => parts.join(visit.language === 'zh' ? '、' : ', ');

function distanceText(visit: Says, upToMeters: number | null): string {
  return upToMeters === null ? visit.t('anyDistance') : visit.t('upToDistance', { km: km(upToMeters) });
}

export function candidatesText(visit: Says, { candidates }: Pick<SourcingRule, 'candidates'>): string {
  if (candidates.from !== 'nearest') return visit.code('candidates', candidates.from);
  return visit.t('candidatesNearest', {
    kinds: listed(
      visit,
      candidates.kinds.map((kind) => visit.code('locationKind', kind)),
    ),
    distance: distanceText(visit, candidates.withinMeters),
    limit: candidates.limit,
  });
}

export function filterText(visit: Says, filter: SourcingFilter): string {
  switch (filter.type) {
    case 'max_distance':
      return visit.t('filterMaxDistance', { km: km(filter.meters) });
    case 'open':
      return visit.t('filterOpen', { minutes: filter.afterMinutes });
    case 'provinces':
      return visit.t('filterProvinces', { provinces: listed(visit, filter.provinces) });
    case 'weight':
      return filter.maxGrams === null
        ? visit.code('filter', 'weight')
        : visit.t('filterWeight', { kg: km(filter.maxGrams) });
    default:
      return visit.code('filter', filter.type);
  }
}

export function conditionTexts(visit: Says, { filters, keepPieces }: SourcingRule): string[] {
  return [
    ...filters.map((filter) => filterText(visit, filter)),
    ...(keepPieces > 0 ? [visit.t('filterKeep', { count: keepPieces })] : []),
  ];
}

function bandText(visit: Says, key: SortKey): string {
  switch (key.by) {
    case 'distance':
      return key.bandMeters === undefined ? '' : visit.t('sortBandMeters', { count: km(key.bandMeters) });
    case 'cost':
      return key.bandFen === undefined ? '' : visit.t('sortBandFen', { count: key.bandFen / 100 });
    case 'stock_depth':
      return key.bandTimes === undefined ? '' : visit.t('sortBandTimes', { count: key.bandTimes });
    case 'load':
      return key.bandOrders === undefined ? '' : visit.t('sortBandOrders', { count: key.bandOrders });
    case 'fairness':
      return key.bandMinutes === undefined ? '' : visit.t('sortBandMinutes', { count: key.bandMinutes });
  }
}

export function sortText(visit: Says, { sort }: Pick<SourcingRule, 'sort'>): string {
  const keys: readonly SortKey[] = sort.length === 0 ? [{ by: 'distance' }] : sort;
  return keys.map((key) => visit.code('sort', key.by) + bandText(visit, key)).join(' → ');
}

export function actionText(visit: Says, { action }: Pick<SourcingRule, 'action'>): string {
  switch (action.type) {
    case 'allocate':
      return visit.t('actionAllocate');
    case 'offer':
      return visit.t('actionOffer', {
        minutes: action.withinMinutes,
        auto: action.autoAcceptHqOwned ? visit.t('actionOfferAuto') : '',
        until:
          action.untilRefusals === null ? '' : visit.t('actionOfferUntil', { count: action.untilRefusals }),
      });
    case 'grab':
      return visit.t('actionGrab', {
        minutes: action.withinMinutes,
        min: action.minEligible,
        max: action.maxEligible,
      });
    case 'wait':
      return (
        visit.t('actionWait', { minutes: action.minutes, times: action.maxTimes }) +
        (action.evenWithoutStock ? visit.t('actionWaitAnyway') : '')
      );
    case 'hand_to_hq':
      return visit.code('action', 'hand_to_hq');
    case 'split':
      return (
        visit.t('actionSplit', { amount: formatYuan(action.minValueFen), parts: action.maxFulfilments }) +
        (action.offer ? visit.t('actionSplitOffer', { minutes: action.offer.withinMinutes }) : '')
      );
  }
}

/** Which orders a chain is for. */
export function scopeText(
  visit: Says,
  scope: Omit<PolicyScope, 'id' | 'name' | 'chain'>,
  categories: ReadonlyMap<string, LocalizedText>,
): string {
  const parts = [
    ...(scope.provinces ?? []),
    ...(scope.cities ?? []),
    ...(scope.categoryIds ?? []).map((id) => categories.get(id)?.[visit.language] ?? id),
    ...(scope.channels ?? []).map((channel) => visit.code('channel', channel)),
  ];
  return parts.length === 0 ? visit.t('policyScopeAll') : listed(visit, parts);
}

export function feeTexts(visit: Says, fees: ServiceFees | null): string[] {
  if (fees === null || fees.bands.length === 0) return [visit.t('policyFeesNone')];
  return [
    ...fees.bands.map(({ ownership, provinces, upToMeters, feeFen }) =>
      visit.t('policyFeeBand', {
        who: ownership === null ? visit.t('feeAnybody') : visit.code('ownership', ownership),
        area:
          provinces === null
            ? visit.t('anyArea')
            : `${listed(visit, provinces)}${visit.language === 'zh' ? '，' : ', '}`,
        distance: distanceText(visit, upToMeters),
        amount: formatYuan(feeFen),
      }),
    ),
    visit.t('policyFeeRaise', { raise: formatYuan(fees.raisePerRefusalFen), max: formatYuan(fees.maxFen) }),
  ];
}

export function costTexts(visit: Says, costs: DeliveryCosts | null): { kind: string; bands: string[] }[] {
  if (costs === null) return [];
  return (['branch', 'branch_warehouse', 'central_warehouse'] as const).map((kind) => ({
    kind: visit.code('locationKind', kind),
    bands: costs[kind].map(({ upToMeters, firstGrams, firstFen, perKilogramFen }) =>
      visit.t('policyCostBand', {
        distance: distanceText(visit, upToMeters),
        grams: firstGrams,
        first: formatYuan(firstFen),
        more: formatYuan(perKilogramFen),
      }),
    ),
  }));
}
