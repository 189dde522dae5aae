import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { Module } from '../../platform/module.ts';
import type { Promotions } from './service.ts';

/** What is cheaper, for whom, where and when. */
export function promotionsModule(promotions: Promotions): Module {
  return {
    name: 'selling/promotions',
    permissions: ['promotions.read', 'promotions.edit', 'promotions.publish'],
    items: ['PromotionUse'],
    routes: (mount) => mountPromotionRoutes(mount, promotions),
  };
}

function mountPromotionRoutes(mount: Mount, promotions: Promotions): void {
  mount(endpoints.priceBasket, ({ principal, params, body }) =>
    promotions.basket(principal?.memberId ?? null, params.locationId, body),
  );
  mount(endpoints.getProductOffers, ({ principal, params, query }) =>
    promotions.offersFor(principal?.memberId ?? null, params.locationId, { ...params, ...query }),
  );
}
