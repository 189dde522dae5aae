import type { Module } from '../../platform/module.ts';
import { mountEditingRoutes } from './editing-routes.ts';
import type { CatalogEditing } from './editing-service.ts';
import type { PriceListsService } from './price-lists.ts';
import { mountPriceRoutes } from './price-routes.ts';
import { mountStorefrontRoutes } from './routes.ts';
import { saleKinds } from './sale-plan.ts';
import type { StorefrontService } from './storefront.ts';

export function catalogModule(services: {
  storefront: StorefrontService;
  prices: PriceListsService;
  editing: CatalogEditing;
}): Module {
  return {
    name: 'goods/catalog',
    permissions: [
      'catalog.previews.read',
      'catalog.read',
      'catalog.manage',
      'window.read',
      'window.edit',
      'window.publish',
      'prices.read',
      'prices.edit',
      'prices.publish',
    ],
    items: ['ProductPreview'],
    plans: {
      [saleKinds.on]: 'at the time that HQ said, unless it is called off: a product goes on sale',
      [saleKinds.off]: 'at the time that HQ said, unless it is called off: a product goes off sale',
    },
    due: services.editing.dueHandlers,
    routes(mount) {
      mountStorefrontRoutes(mount, services.storefront);
      mountPriceRoutes(mount, services.prices);
      mountEditingRoutes(mount, services.editing);
    },
  };
}
