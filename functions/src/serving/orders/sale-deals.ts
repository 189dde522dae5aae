import type { SellerView } from '@jindian/shared/contract/goods/contracts';
import type { BindingView } from '@jindian/shared/contract/people/member';
import { type Deal, sellerOf } from '../../goods/contracts/rules.ts';
import { hqOwner } from '../../goods/ownership/rules.ts';
import type { OrderContext } from './context.ts';
import { practiceMerchant } from './practice.ts';

/** Who sells goods of each owner to this shopper in this shop, by the contracts in force; in a rehearsal nobody does. */
export function createSaleDeals(context: OrderContext) {
  const { network, payments, clock } = context;
  return async function dealsOf(storefrontOwnerId: string, binding: BindingView | null, practice: boolean) {
    const [contracts, hqLegalName] = await Promise.all([context.contracts.current(), context.hqLegalName()]);
    const bringer =
      binding?.locationId && binding.expiresAtMs > clock.nowMs()
        ? await network.location(binding.locationId)
        : null;
    const facts = { storefrontOwnerId, broughtByOwnerId: bringer?.ownerId ?? null };
    return {
      deal: (goodsOwnerId: string): Deal =>
        practice ? { sellerId: hqOwner, under: null } : sellerOf(goodsOwnerId, facts, contracts),
      merchant: (sellerId: string) =>
        practice
          ? practiceMerchant
          : ((sellerId === hqOwner ? null : contracts.of(sellerId).merchant) ?? payments.ownMerchantId),
      seller: (sellerId: string): SellerView => ({
        ownerId: sellerId,
        legalName: sellerId === hqOwner ? hqLegalName : contracts.of(sellerId).legalName,
      }),
    };
  };
}
