import type { ProductCard } from '@jindian/shared/contract/goods/storefront';
import { maxWaysProducts, type Ways } from '@jindian/shared/contract/serving/ways';
import { formatDistance } from '@jindian/shared/geo';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { useDayText, waysTexts } from '../../../i18n/goods/ways.ts';
import { bestWay } from '../../../lib/sku-ways.ts';
import { useFar } from '../../../lib/use-far.ts';
import { branchStore } from '../../../state/branch.ts';

/** Of the cards that this branch has none of: how they can be had, in a few words. Without an answer they say nothing. */
export function useCardWays(
  locationId: string,
  cards: readonly ProductCard[],
): (card: ProductCard) => string | undefined {
  const { t, language } = waysTexts.use();
  const { farTo } = useFar();
  const [found, setFound] = useState<{
    today: string;
    of: ReadonlyMap<string, Ways['items'][number] & { fromShopper: boolean }>;
  }>({
    today: '',
    of: new Map(),
  });
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const wanted = cards
      .filter((card) => card.availability === 'none' && card.previewUntilMs === undefined)
      .map(({ productId }) => productId as string)
      .filter((id) => !asked.current.has(id));
    const ask = (some: readonly string[]) => {
      const { point } = branchStore.get();
      const query = { productIds: some.join(','), ...point };
      call(endpoints.getWays, { params: { locationId }, query }).then(
        ({ today, items }) => {
          const answered = new Map(
            items.map((item) => [item.productId as string, { ...item, fromShopper: point !== null }]),
          );
          setFound((before) => ({ today, of: new Map([...before.of, ...answered]) }));
          // What had too many SKUs to be answered together with the others.
          const left = some.filter((id) => !answered.has(id));
          if (answered.size > 0 && left.length > 0) ask(left);
        },
        () => {
          for (const id of some) asked.current.delete(id);
        },
      );
    };
    for (let start = 0; start < wanted.length; start += maxWaysProducts) {
      const some = wanted.slice(start, start + maxWaysProducts);
      for (const id of some) asked.current.add(id);
      ask(some);
    }
  }, [locationId, cards]);
  const dayText = useDayText(found.today);
  return ({ productId }) => {
    const of = found.of.get(productId);
    const best = bestWay(of?.skus ?? []);
    if (!best || best.here) return undefined;
    const { delivery, pickup } = best;
    if (delivery) {
      const day = dayText(delivery.earliestDay);
      return of?.fromShopper
        ? t('cardDeliveryFar', { distance: formatDistance(delivery.distanceMeters, language), day })
        : t('cardDelivery', { day });
    }
    if (!pickup) return undefined;
    const distance = farTo(pickup.branch);
    return distance === '' ? t('cardPickup') : t('cardPickupFar', { distance });
  };
}
