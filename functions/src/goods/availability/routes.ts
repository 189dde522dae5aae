import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { ok } from '../../platform/result.ts';
import type { Availability } from './service.ts';

export function mountAvailabilityRoutes(mount: Mount, availability: Availability): void {
  mount(endpoints.getProductAvailability, ({ params, query }) =>
    availability.ofProduct(params.productId, query),
  );
  mount(endpoints.listBranchesWithStock, ({ params, query }) =>
    availability.branchesWith(params.productId, query),
  );
  mount(endpoints.listStockSources, async ({ params, query }) => {
    const found = await availability.sourcesFor(params.locationId, query.skuId, query.limit);
    return found.ok ? ok({ items: found.value }) : found;
  });
  mount(endpoints.getRegionStock, async ({ params, query }) => {
    const found = await availability.aroundPlace(params.locationId, query.productId);
    return found.ok ? ok({ items: found.value }) : found;
  });
  mount(endpoints.hqGetAvailability, ({ query: { skuId, ...region }, reach }) =>
    availability.picture(skuId, region, reach),
  );
  mount(endpoints.hqCheckAvailability, ({ body, command, reach }) =>
    availability.askForCheck(body.province, command as CommandClaim, reach),
  );
  mount(endpoints.hqListAvailabilityChecks, async ({ reach }) =>
    ok({ items: await availability.checks(reach) }),
  );
}
