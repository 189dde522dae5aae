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
  mount(endpoints.hqGetAvailability, ({ query: { skuId, ...region } }) =>
    availability.picture(skuId, region),
  );
  mount(endpoints.hqCheckAvailability, ({ body, command }) =>
    availability.askForCheck(body.province, command as CommandClaim),
  );
  mount(endpoints.hqListAvailabilityChecks, async () => ok({ items: await availability.checks() }));
}
