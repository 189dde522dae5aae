import type { ProductCard } from '@jindian/shared/contract/goods/storefront';
import { maxWaysProducts, type Ways } from '@jindian/shared/contract/serving/ways';
import { formatDistance } from '@jindian/shared/geo';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { useDayText, waysTexts } from '../../../i18n/goods/ways.ts';
import { bestWay } from '../../../lib/sku-ways.ts';

/** Of the cards that this branch has none of: how they can be had, in a few words. Without an answer they say nothing. */
export function useCardWays(
  locationId: string,
  cards: readonly ProductCard[],
): (card: ProductCard) => string | undefined {
  const { t, language } = waysTexts.use();
  const [found, setFound] = useState<{ today: string; of: ReadonlyMap<string, Ways['items'][number]> }>({
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
      call(endpoints.getWays, { params: { locationId }, query: { productIds: some.join(',') } }).then(
        ({ today, items }) => {
          const answered = new Map(items.map((item) => [item.productId as string, item]));
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
    const best = bestWay(found.of.get(productId)?.skus ?? []);
    if (!best || best.here) return undefined;
    const { delivery, pickup } = best;
    if (delivery)
      return t('cardDelivery', {
        distance: formatDistance(delivery.distanceMeters, language),
        day: dayText(delivery.earliestDay),
      });
    if (pickup)
      return t('cardPickup', { distance: formatDistance(pickup.branch.distanceMeters ?? 0, language) });
    return undefined;
  };
}
