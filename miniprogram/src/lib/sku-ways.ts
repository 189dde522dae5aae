/** How a SKU can be had by whoever looks at a product in a branch: one answer, and one act. */
import type { Availability, ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import type { SkuWays, Ways } from '@jindian/shared/contract/serving/ways';
import { dayMs } from '@jindian/shared/time';

export type Had =
  | { by: 'here'; pieces: number; availability: Availability }
  | { by: 'delivery'; from: NonNullable<SkuWays['delivery']> }
  | { by: 'pickup'; at: NonNullable<SkuWays['pickup']> }
  | { by: 'nobody' }
  /** Not here, and nobody has been asked yet. */
  | { by: 'unknown' };

export type HadOf = (skuId: string) => Had;

export function hadAtBranch(view: ProductAtBranch, ways: readonly SkuWays[] | null): HadOf {
  const here = new Map(view.skus.map((one) => [one.skuId as string, one]));
  const asked = new Map(ways?.map((one) => [one.skuId as string, one]));
  return (skuId) => {
    if (view.previewUntilMs !== undefined) return { by: 'nobody' };
    const way = asked.get(skuId);
    const { sellable = 0, availability = 'none' } = here.get(skuId) ?? {};
    // What no branch carries is counted at the warehouses around, and sent from one.
    const isHere = way ? way.here : sellable > 0 && !isSentOnly(view);
    if (isHere)
      return sellable > 0
        ? { by: 'here', pieces: sellable, availability }
        : { by: 'here', pieces: 1, availability: 'few' };
    // Of what is only seen beforehand nobody is asked.
    if (!way) return { by: view.draftUntilMs === undefined ? 'unknown' : 'nobody' };
    if (way.delivery) return { by: 'delivery', from: way.delivery };
    if (way.pickup) return { by: 'pickup', at: way.pickup };
    return { by: 'nobody' };
  };
}

/** Nothing of it is handed over the counter of this branch now. */
const isSentOnly = ({ product, branch }: ProductAtBranch): boolean =>
  product.onlineOnly === true || !product.pickupable || branch.status !== 'open';

/** Whether somebody has to be asked: where everything is here, nobody is. */
export function asksAround(view: ProductAtBranch): boolean {
  return (
    view.previewUntilMs === undefined &&
    view.draftUntilMs === undefined &&
    (isSentOnly(view) || view.skus.some(({ sellable }) => sellable === 0))
  );
}

const order: Record<Had['by'], number> = { here: 0, delivery: 1, pickup: 2, unknown: 3, nobody: 4 };

export const isBetter = (one: Had, other: Had): boolean => order[one.by] < order[other.by];
export const canBeHad = ({ by }: Had): boolean => by !== 'nobody' && by !== 'unknown';

/** Of a product as a card shows it: the best that one of its SKUs has, and of equals the nearest. */
export function bestWay(skus: readonly SkuWays[]): SkuWays | null {
  const rank = ({ here, delivery, pickup }: SkuWays) => (here ? 0 : delivery ? 1 : pickup ? 2 : 3);
  const meters = ({ delivery, pickup }: SkuWays) =>
    delivery?.distanceMeters ?? pickup?.branch.distanceMeters ?? 0;
  return [...skus].sort((a, b) => rank(a) - rank(b) || meters(a) - meters(b))[0] ?? null;
}

export type DayWord = 'today' | 'tomorrow' | 'dayAfter' | 'later';

export function dayWord(today: Ways['today'], day: string): DayWord {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / dayMs);
  return days <= 0 ? 'today' : days === 1 ? 'tomorrow' : days === 2 ? 'dayAfter' : 'later';
}
