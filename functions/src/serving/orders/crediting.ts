import { shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import { shortCityName } from '@jindian/shared/contract/goods/prices';
import type { Location } from '@jindian/shared/contract/places/network';
import type { HoldReason } from '@jindian/shared/contract/selling/holds';
import type { OrderRequest } from '@jindian/shared/contract/serving/order';
import { freezeAttribution, latestSceneOf } from '../../selling/commission/freeze.ts';
import type { FrozenAttribution } from '../../selling/commission/frozen.ts';
import type { CreditedBinding, OrderContext } from './context.ts';
import { isPractice } from './practice.ts';
import type { PricedLine } from './pricing.ts';

const latestOrders = 20;

type Area = Pick<Location, 'province' | 'city'>;

/** By the names of provinces and cities, in whatever form. */
function isWithin(area: string, home: Area, there: Area): boolean {
  if (area === 'anywhere') return true;
  const sameProvince = shortProvinceName(home.province) === shortProvinceName(there.province);
  return sameProvince && (area === 'province' || shortCityName(home.city) === shortCityName(there.city));
}

/** Who is credited for what is placed now, as the rules in force say of each line. */
export function createCrediting({
  rates,
  catalog,
  network,
  shoppers,
  settings,
  store,
  channels,
}: Pick<OrderContext, 'rates' | 'catalog' | 'network' | 'shoppers' | 'settings' | 'store' | 'channels'>) {
  /** Of their latest orders one was paid: an index is behind by moments, so of two first orders at once both are first. */
  async function hasBought(memberId: string): Promise<boolean> {
    const members = [memberId, ...(await shoppers.joined(memberId))];
    const ids = await Promise.all(
      members.map((member) => store.idsOfMember(member, latestOrders, undefined)),
    );
    const heads = await store.headsOf(ids.flat());
    return heads.some(
      ({ orderId, history }) => !isPractice(orderId) && history.some(({ state }) => state === 'paid'),
    );
  }

  /** What is the same for all orders of one checkout; null: nobody is credited. */
  return async function creditedFor(about: {
    memberId: string;
    binding: CreditedBinding | null;
    request: Pick<OrderRequest, 'channel' | 'method' | 'address'>;
    storefront: Pick<Location, 'province' | 'city'>;
    gridId: string | null;
    nowMs: number;
  }): Promise<(lines: readonly PricedLine[]) => FrozenAttribution | null> {
    const { binding, request, storefront, gridId, nowMs } = about;
    if (!binding) return () => null;
    const [compiled, goods, branch, { grid }, policy, seller] = await Promise.all([
      rates.current(),
      catalog.current(),
      binding.locationId === null ? null : network.location(binding.locationId),
      network.current(),
      settings.selling.current(),
      shoppers.creditable(binding),
    ]);
    // Suspended or gone: nothing is earned by it, whosever customer the shopper is.
    if (!seller.isActive) return () => null;
    const isOwn = binding.sellerId === about.memberId;
    // Whoever brought the seller is paid for what they buy themselves, too.
    const isBringers = seller.broughtBy === about.memberId;
    const broughtBy = isBringers && policy.selfPurchase === 'none' ? null : seller.broughtBy;
    const isStaff = !isOwn && policy.staffPurchase !== 'credited' && (await shoppers.isStaff(about.memberId));
    if ((isOwn && policy.selfPurchase === 'none') || (isStaff && policy.staffPurchase === 'none'))
      return () => null;
    const sentTo = (request.method === 'delivery' && request.address) || storefront;
    if (binding.sellerKind === 'station' && branch && !isWithin(policy.stationArea, branch, sentTo))
      return () => null;
    const holds: HoldReason[] = [
      ...((isOwn || isBringers) && policy.selfPurchase === 'on_hold' ? (['self'] as const) : []),
      ...(isStaff && policy.staffPurchase === 'on_hold' ? (['staff'] as const) : []),
    ];
    const isFirstOrder = compiled.asksForBuyers ? !(await hasBought(about.memberId)) : null;
    const sceneId = compiled.asksForScenes ? latestSceneOf(binding.recent) : null;
    const campaignId = sceneId === null ? null : await channels.campaignOf(sceneId);
    const gridBranchId = gridId === null ? null : (grid(gridId)?.branchId ?? null);
    return (lines) =>
      freezeAttribution({
        binding,
        branch,
        broughtBy,
        gridBranchId,
        about: {
          province: storefront.province,
          city: storefront.city,
          channel: request.channel ?? null,
          isFirstOrder,
          campaignId,
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
        returnWindowDays: policy.returnWindowDays,
        policyVersion: policy.version,
        holds,
        nowMs,
      });
  };
}
