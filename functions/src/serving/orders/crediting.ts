import type { BindingView } from '@jindian/shared/contract/people/member';
import type { Location } from '@jindian/shared/contract/places/network';
import type { OrderRequest } from '@jindian/shared/contract/serving/order';
import { freezeAttribution } from '../../selling/commission/freeze.ts';
import type { FrozenAttribution } from '../../selling/commission/frozen.ts';
import type { OrderContext } from './context.ts';
import { isPractice } from './practice.ts';
import type { PricedLine } from './pricing.ts';

const latestOrders = 20;

/** Who is credited for what is placed now, as the rules in force say of each line. */
export function createCrediting({
  rates,
  catalog,
  network,
  shoppers,
  store,
}: Pick<OrderContext, 'rates' | 'catalog' | 'network' | 'shoppers' | 'store'>) {
  /** Of their latest orders one was paid: an index is behind by moments, so of two first orders at once both are first. */
  async function hasBought(memberId: string): Promise<boolean> {
    const members = [memberId, ...(await shoppers.joined(memberId))];
    const ids = await Promise.all(
      members.map((member) => store.idsOfMember(member, latestOrders, undefined)),
    );
    const orders = await store.readMany(ids.flat().map((orderId) => ({ orderId })));
    return orders.some(
      ({ head }) => !isPractice(head.orderId) && head.history.some(({ state }) => state === 'paid'),
    );
  }

  /** What is the same for all orders of one checkout; null: nobody is credited. */
  return async function creditedFor(about: {
    memberId: string;
    binding: BindingView | null;
    request: Pick<OrderRequest, 'channel'>;
    storefront: Pick<Location, 'province' | 'city'>;
    gridId: string | null;
    returnWindowDays: number;
    nowMs: number;
  }): Promise<(lines: readonly PricedLine[]) => FrozenAttribution | null> {
    const { binding, request, storefront, gridId, returnWindowDays, nowMs } = about;
    if (!binding) return () => null;
    const [compiled, goods, branch, { grid }] = await Promise.all([
      rates.current(),
      catalog.current(),
      binding.locationId === null ? null : network.location(binding.locationId),
      network.current(),
    ]);
    const isFirstOrder = compiled.asksForBuyers ? !(await hasBought(about.memberId)) : null;
    const gridBranchId = gridId === null ? null : (grid(gridId)?.branchId ?? null);
    return (lines) =>
      freezeAttribution({
        binding,
        branch,
        gridBranchId,
        about: {
          province: storefront.province,
          city: storefront.city,
          channel: request.channel ?? null,
          sceneId: null,
          isFirstOrder,
        },
        lines: lines.map(({ id, productId, categoryId, quantity, netFen }) => ({
          id,
          categoryId,
          categoryPath: goods.categoryPath(categoryId),
          productId,
          brandLine: goods.product(productId)?.brandLine?.zh ?? null,
          quantity,
          amountFen: netFen,
        })),
        rates: compiled,
        returnWindowDays,
        nowMs,
      });
  };
}
