import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { StorefrontService } from './storefront.ts';

export function mountStorefrontRoutes(mount: Mount, storefront: StorefrontService): void {
  mount(endpoints.getStorefront, ({ params, query, principal }) =>
    storefront.storefront(params.locationId, query, principal),
  );
  mount(endpoints.suggestProducts, ({ params, query, principal }) =>
    storefront.suggest(params.locationId, query.text, principal),
  );
  mount(endpoints.getProductAtBranch, ({ params, query, principal }) =>
    storefront.productAtBranch(params.locationId, params.productId, principal, query.preview),
  );
}
