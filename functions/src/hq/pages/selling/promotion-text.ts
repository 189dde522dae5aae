import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Promotion } from '@jindian/shared/contract/selling/promotions';
import type { Tier } from '@jindian/shared/contract/selling/tiers';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import type { HqDeps } from '../../deps.ts';
import { formatMinuteOfDay } from '../../format.ts';
import type { Visit } from '../../visit.ts';
import type { PromotionNames } from './promotion-form.ts';

/** The names of all that these promotions name. */
export async function promotionNamesOf(
  deps: Pick<HqDeps, 'namesOfGoods' | 'network' | 'skuTitle'>,
  { language }: Visit,
  promotions: readonly Promotion[],
): Promise<PromotionNames & { category(id: string): string | undefined }> {
  const skuIds = new Set(promotions.flatMap(({ does }) => skusOf(does)));
  const [{ categories, product }, { location }, titles] = await Promise.all([
    deps.namesOfGoods(),
    deps.network.current(),
    Promise.all([...skuIds].map(async (id) => [id, await deps.skuTitle(id)] as const)),
  ]);
  const skus = new Map<string, LocalizedText>(titles);
  const categoryNames = new Map<string, LocalizedText>(categories.map(({ id, name }) => [id, name]));
  return {
    category: (id) => categoryNames.get(id)?.[language],
    product: (id) => product(id)?.[language],
    sku: (id) => skus.get(id)?.[language],
    place: (id) => location(id)?.name[language],
  };
}

function skusOf(does: Promotion['does']): string[] {
  if (does.kind === 'member_price' || does.kind === 'time_price')
    return does.prices.map(({ skuId }) => skuId);
  if (does.kind === 'bundle') return does.parts.flatMap(({ skuIds }) => skuIds);
  return does.kind === 'gift' ? does.gifts.map(({ skuId }) => skuId) : [];
}

export type PromotionState = 'on' | 'not_yet' | 'over' | 'paused';
export function stateOf({ paused, fromMs, untilMs }: Promotion, nowMs: number): PromotionState {
  if (untilMs !== null && untilMs <= nowMs) return 'over';
  if (paused) return 'paused';
  return fromMs > nowMs ? 'not_yet' : 'on';
}

const mostNamed = 3;

/** Of which goods, where, for whom and when, one text for each condition that it has. */
export function conditionsOf(
  { t, language, code }: Visit,
  { goods, scope, fromMs, untilMs, hours, caps, coupon }: Promotion,
  names: Awaited<ReturnType<typeof promotionNamesOf>>,
  tiers: readonly Tier[],
): string[] {
  const listed = (ids: readonly string[], nameOf: (id: string) => string | undefined) => {
    const shown = ids.slice(0, mostNamed).map((id) => nameOf(id) ?? t('rateGone', { id }));
    const more = ids.length > mostNamed ? t('promotionMoreNamed', { count: ids.length }) : '';
    return shown.join(t('rateAnd')) + more;
  };
  const some = (texts: readonly string[]) => texts.filter((text) => text !== '');
  const of = some([
    listed(goods.productIds, names.product),
    listed(goods.categoryIds, names.category),
    listed(goods.tags, (tag) => tag),
  ]);
  const tierName = (id: string) => tiers.find((tier) => tier.id === id)?.name[language];
  return some([
    of.length > 0 ? of.join(t('rateAnd')) : t('promotionForAll'),
    goods.exceptProductIds.length > 0
      ? t('promotionExceptSaid', { names: listed(goods.exceptProductIds, names.product) })
      : '',
    listed(scope.locationIds, names.place),
    listed(scope.provinces, (name) => name),
    listed(scope.channels, (channel) => (channel === 'api' ? 'API' : code('channel', channel))),
    scope.tierIds.length > 0 ? t('promotionTier', { names: listed(scope.tierIds, tierName) }) : '',
    untilMs === null
      ? t('promotionSpan', { from: formatBrandTime(fromMs) })
      : t('promotionSpanUntil', { from: formatBrandTime(fromMs), until: formatBrandTime(untilMs) }),
    hours
      ? t('promotionDaily', {
          from: formatMinuteOfDay(hours.fromMinute),
          until: formatMinuteOfDay(hours.untilMinute),
        })
      : '',
    coupon ? t('promotionByCoupon') : '',
    caps.inAll === null ? '' : t('promotionLimited', { count: caps.inAll }),
    caps.budgetFen === null
      ? ''
      : `${t('promotionBudget').split(/[（(]/)[0]?.trim()} ${formatYuan(caps.budgetFen)}`,
  ]);
}
