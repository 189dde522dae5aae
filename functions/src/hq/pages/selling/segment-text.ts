import type { LocalizedText } from '@jindian/shared/contract/common';
import type { SegmentCondition, SegmentConditions } from '@jindian/shared/contract/selling/segments';
import { formatYuan } from '@jindian/shared/money';
import type { HqDeps } from '../../deps.ts';
import type { Visit } from '../../visit.ts';

/** What things are called that conditions name by their ids. */
export type NamesInSegments = {
  categories: ReadonlyMap<string, LocalizedText>;
  tiers: ReadonlyMap<string, LocalizedText>;
  place(locationId: string): LocalizedText | undefined;
};

export async function namesInSegments(
  deps: Pick<HqDeps, 'categoryNames' | 'tiersPolicy' | 'network'>,
): Promise<NamesInSegments> {
  const [categories, { tiers }, { location }] = await Promise.all([
    deps.categoryNames(),
    deps.tiersPolicy.current(),
    deps.network.current(),
  ]);
  return {
    categories,
    tiers: new Map(tiers.map(({ id, name }) => [id, name])),
    place: (locationId) => location(locationId)?.name,
  };
}

/** Who is in a segment, in words. */
export function conditionsText(visit: Visit, names: NamesInSegments, conditions: SegmentConditions): string {
  return conditions
    .map((condition) => conditionText(visit, names, condition))
    .join(visit.t('segmentBetween'));
}

function conditionText(visit: Visit, names: NamesInSegments, condition: SegmentCondition): string {
  const { t, language } = visit;
  const listed = (ids: readonly string[], nameOf: (id: string) => LocalizedText | undefined) =>
    ids.map((id) => nameOf(id)?.[language] ?? id).join(t('segmentOr'));
  const inDays = (days: number | null) => (days === null ? '' : t('segmentSaysDays', { days }));
  switch (condition.kind) {
    case 'rfm':
      return condition.groups.map((group) => visit.code('rfmGroup', group)).join(t('segmentOr'));
    case 'never_bought':
      return t('segmentSaysNever');
    case 'last_bought':
      return t(condition.is === 'within' ? 'segmentSaysBoughtWithin' : 'segmentSaysBoughtNotWithin', {
        days: condition.days,
      });
    case 'joined':
      return t(condition.is === 'within' ? 'segmentSaysJoinedWithin' : 'segmentSaysJoinedNotWithin', {
        days: condition.days,
      });
    case 'orders':
      return t('segmentSaysOrders', { range: rangeText(visit, condition, String) }) + inDays(condition.days);
    case 'spent':
      return (
        t('segmentSaysSpent', { range: rangeText(visit, condition, formatYuan) }) + inDays(condition.days)
      );
    case 'bought': {
      const said = { names: listed(condition.categoryIds, (id) => names.categories.get(id)) };
      return (
        t(condition.is === 'any' ? 'segmentSaysBought' : 'segmentSaysNotBought', said) +
        inDays(condition.days)
      );
    }
    case 'bought_at': {
      const said = { names: listed(condition.locationIds, names.place) };
      return t(condition.is === 'any' ? 'segmentSaysAt' : 'segmentSaysNotAt', said) + inDays(condition.days);
    }
    case 'tier': {
      const { tierIds, is } = condition;
      if (tierIds.length === 0) return t(is === 'any' ? 'segmentSaysAnyTier' : 'segmentSaysNoTier');
      const said = { names: listed(tierIds, (id) => names.tiers.get(id)) };
      return t(is === 'any' ? 'segmentSaysTier' : 'segmentSaysNotTier', said);
    }
    case 'guide': {
      const { sellerIds, is } = condition;
      const count = sellerIds.length;
      if (count === 0) return t(is === 'any' ? 'segmentSaysAnyGuide' : 'segmentSaysNoGuide');
      return t(is === 'any' ? 'segmentSaysGuide' : 'segmentSaysNotGuide', { count });
    }
    case 'tags': {
      const said = { names: condition.tags.join(t('segmentOr')) };
      if (condition.is === 'all') return t('segmentSaysAllTags', said);
      return t(condition.is === 'any' ? 'segmentSaysTags' : 'segmentSaysNoTags', said);
    }
  }
}

function rangeText(
  { t }: Visit,
  { from, to }: { from: number | null; to: number | null },
  said: (figure: number) => string,
): string {
  if (from === null) return t('segmentAtMost', { to: said(to ?? 0) });
  return to === null
    ? t('segmentAtLeast', { from: said(from) })
    : t('segmentFromTo', { from: said(from), to: said(to) });
}
